/** A file as an archive holds it. */
export interface Entry {
  /** Path in the archive, at most 100 bytes. */
  path: string;
  mode: number;
  bytes: Uint8Array;
}

const BLOCK = 512;

/**
 * A tar archive in the ustar format (POSIX.1-1988), which every tar reads. The
 * same entries and time give the same bytes; they belong to root, as the one
 * user that every system has. @param seconds Unix time of all entries.
 */
export function tar(entries: readonly Entry[], seconds: number): Uint8Array<ArrayBuffer> {
  const parts = entries.flatMap(({ path, mode, bytes }) => {
    const padding = new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK);
    return [header(path, mode, bytes.length, seconds), bytes, padding];
  });
  return Buffer.concat([...parts, new Uint8Array(2 * BLOCK)]);
}

function header(path: string, mode: number, size: number, seconds: number): Uint8Array {
  if (Buffer.byteLength(path) > 100) throw new Error(`path too long for a tar entry: ${path}`);
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(seconds, 12), 136);
  block.write("        ", 148); // the checksum counts itself as blanks
  block.write("0", 156);
  block.write("ustar\0" + "00", 257);
  block.write("root", 265);
  block.write("root", 297);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}
