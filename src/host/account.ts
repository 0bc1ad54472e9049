/** Whose hub is meant, and whose files belong to it. */
export interface Account {
  uid: number;
  /** Root acts for another user, by sudo(8): it starts nothing in their place. */
  isBorrowed: boolean;
}

/** The user this process acts for. */
export function account(): Account {
  const uid = process.geteuid?.() ?? 0;
  const caller = Number(process.env.SUDO_UID);
  return uid === 0 && caller > 0 ? { uid: caller, isBorrowed: true } : { uid, isBorrowed: false };
}

/** Lets go of root's rights, so that what is written is the user's for whom root acts. */
export function becomeCaller(): void {
  const { uid, isBorrowed } = account();
  if (!isBorrowed) return;
  const group = Number(process.env.SUDO_GID);
  if (group > 0) process.setegid?.(group);
  process.seteuid?.(uid);
}
