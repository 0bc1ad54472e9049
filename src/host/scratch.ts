/** More than the replies to one chunk of small requests; what is longer is joined elsewhere. */
const SCRATCH_BYTES = 256 * 1024;

// One for all: nothing here waits between joining its bytes and writing them out.
const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

/**
 * Joins what one system call is to write. The bytes are good until the next
 * call: a buffer of its own for each would cost more than the write.
 */
export function join(parts: readonly (string | Buffer)[]): Buffer {
  const [first = ""] = parts;
  if (parts.length === 1 && typeof first !== "string") return first;
  const bytes = bytesIn(parts);
  const joined = bytes > scratch.length ? Buffer.allocUnsafeSlow(bytes) : scratch;
  let end = 0;
  for (const part of parts) {
    end += typeof part === "string" ? joined.write(part, end) : part.copy(joined, end);
  }
  return joined.subarray(0, end);
}

/** The same bytes, out of the way of the next {@link join}. */
export function own(bytes: Buffer): Buffer {
  return bytes.buffer === scratch.buffer ? Buffer.from(bytes) : bytes;
}

function bytesIn(parts: readonly (string | Buffer)[]): number {
  let bytes = 0;
  for (const part of parts) bytes += Buffer.byteLength(part);
  return bytes;
}
