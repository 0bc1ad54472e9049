/** More than the replies to one chunk of small requests; what is longer is joined elsewhere. */
const SCRATCH_BYTES = 256 * 1024;

/** The most bytes that one UTF-16 unit of a string takes. */
const MAX_UTF8_BYTES = 3;

// One for all: nothing here waits between joining its bytes and writing them out.
const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

/**
 * Joins what one system call is to write. The bytes are good until the next
 * call: a buffer of its own for each would cost more than the write.
 */
export function join(parts: readonly (string | Buffer)[]): Buffer {
  const [first = ""] = parts;
  if (parts.length === 1 && typeof first !== "string") return first;
  let length = 0;
  for (const part of parts) length += part.length;
  if (length * MAX_UTF8_BYTES > scratch.length) return Buffer.concat(parts.map(toBuffer));
  let end = 0;
  for (const part of parts) {
    end += typeof part === "string" ? scratch.write(part, end) : part.copy(scratch, end);
  }
  return scratch.subarray(0, end);
}

/** The same bytes, out of the way of the next {@link join}. */
export function own(bytes: Buffer): Buffer {
  return bytes.buffer === scratch.buffer ? Buffer.from(bytes) : bytes;
}

function toBuffer(part: string | Buffer): Buffer {
  return typeof part === "string" ? Buffer.from(part) : part;
}
