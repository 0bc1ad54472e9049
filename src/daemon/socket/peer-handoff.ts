/** A connection as it is handed to the process after a re-exec. */
export interface PeerHandoff {
  /** Its descriptor. */
  fd: number;
  /** What was read of it and not handled, base64. */
  input: string;
  /** What it has not taken yet, base64. */
  output: string;
}
