import type { Session } from "../protocol/session.ts";

/** Which sessions a command is about; an empty list asks for nothing in particular. */
export interface Selection {
  statuses: readonly string[];
  reasons: readonly string[];
  agents: readonly string[];
  /** Folders: a session in one of them, or below, is meant; a bare name is the last component. */
  projects: readonly string[];
}

export function isSelected(session: Session, selection: Selection): boolean {
  const { statuses, reasons, agents, projects } = selection;
  return (
    holds(statuses, session.status) &&
    holds(reasons, session.reason ?? "") &&
    holds(agents, session.agent_type) &&
    (projects.length === 0 || projects.some((project) => isIn(session, project)))
  );
}

/** True when each word of the filter occurs somewhere in what a person sees of the session. */
export function matchesText(session: Session, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { session_id, agent_type, status, reason, message, title, working_dir, host } = session;
  const parts = [session_id, agent_type, status, reason, message, title, working_dir, host];
  const text = parts.filter(Boolean).join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}

function holds(wanted: readonly string[], value: string): boolean {
  return wanted.length === 0 || wanted.includes(value);
}

function isIn(session: Session, project: string): boolean {
  const folder = project.length > 1 ? project.replace(/[\\/]+$/, "") : project;
  if (!/[\\/]/.test(folder)) return session.display_name === folder;
  const { working_dir: dir } = session;
  if (dir === null) return false;
  return dir === folder || dir.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
