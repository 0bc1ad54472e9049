import { createHash } from "node:crypto";

const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;
const PAGE = 4096;
const HASH_BYTES = 32;
const HEADER_BYTES = 88;
/** Where the one blob of the signature begins in it. */
const DIRECTORY_AT = 20;
/** Nobody's name on it, and made by the builder rather than by codesign: adhoc | linker-signed. */
const FLAGS = 0x20002;

/**
 * Signs a Mach-O executable anew, ad hoc, as the system's linker does. Bun 1.4.5
 * does so for arm64 only: a cross-built x64 binary keeps the runtime's signature,
 * which no longer matches, and macOS may kill what it does not match
 * (oven-sh/bun#39837). @throws when it has no signature to put another in place of.
 */
export function signAdHoc(bytes: Uint8Array, name: string): Uint8Array {
  const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { signatureCommand, linkEdit, text } = findCommands(source);
  const limit = source.getUint32(signatureCommand + 8, true);
  const signature = new Uint8Array(signatureBytes(limit, name));
  const signed = new Uint8Array(limit + signature.length);
  signed.set(bytes.subarray(0, limit));
  const view = new DataView(signed.buffer);
  view.setUint32(signatureCommand + 12, signature.length, true);
  const linkEditSize = signed.length - Number(view.getBigUint64(linkEdit + 40, true));
  view.setBigUint64(linkEdit + 48, BigInt(linkEditSize), true);
  const mapped = Math.ceil(linkEditSize / PAGE) * PAGE;
  view.setBigUint64(linkEdit + 32, BigInt(mapped), true);
  // Only now are the headers as they will be, and they are hashed too.
  writeSignature(signature, signed.subarray(0, limit), name, view.getBigUint64(text + 48, true));
  signed.set(signature, limit);
  return signed;
}

/** Offsets of the load commands that a signature is about (<mach-o/loader.h>). */
function findCommands(view: DataView) {
  const count = view.getUint32(16, true);
  const found = { signatureCommand: 0, linkEdit: 0, text: 0 };
  for (let i = 0, at = 32; i < count; i++, at += view.getUint32(at + 4, true)) {
    const kind = view.getUint32(at, true);
    if (kind === LC_CODE_SIGNATURE) found.signatureCommand = at;
    if (kind !== LC_SEGMENT_64) continue;
    const segment = segmentName(view, at);
    if (segment === "__LINKEDIT") found.linkEdit = at;
    if (segment === "__TEXT") found.text = at;
  }
  if (Object.values(found).includes(0)) throw new Error("no signature in it to replace");
  return found;
}

function segmentName(view: DataView, at: number): string {
  const name = new Uint8Array(view.buffer, view.byteOffset + at + 8, 16);
  return Buffer.from(name).toString().replace(/\0+$/, "");
}

function signatureBytes(limit: number, name: string): number {
  const hashes = Math.ceil(limit / PAGE) * HASH_BYTES;
  const bytes = DIRECTORY_AT + HEADER_BYTES + name.length + 1 + hashes;
  return Math.ceil(bytes / 16) * 16;
}

// A superblob that holds one code directory, version 2.4 (cs_blobs.h in the XNU sources). Big-endian.
function writeSignature(out: Uint8Array, code: Uint8Array, name: string, textSize: bigint): void {
  const view = new DataView(out.buffer);
  const pages = Math.ceil(code.length / PAGE);
  const hashesAt = HEADER_BYTES + name.length + 1;
  const length = hashesAt + pages * HASH_BYTES;
  const words = [0xfade0cc0, DIRECTORY_AT + length, 1, 0, DIRECTORY_AT];
  const directory = [0xfade0c02, length, 0x20400, FLAGS, hashesAt, HEADER_BYTES, 0, pages];
  for (const [i, word] of [...words, ...directory, code.length].entries()) {
    view.setUint32(i * 4, word);
  }
  const at = DIRECTORY_AT;
  view.setUint8(at + 36, HASH_BYTES);
  view.setUint8(at + 37, 2); // SHA-256
  view.setUint8(at + 39, Math.log2(PAGE));
  view.setBigUint64(at + 72, textSize); // the executable segment begins at 0 and ends there
  view.setBigUint64(at + 80, 1n); // it is a main program
  out.set(Buffer.from(`${name}\0`), at + HEADER_BYTES);
  for (let page = 0; page < pages; page++) {
    const bytes = code.subarray(page * PAGE, (page + 1) * PAGE);
    const hash = createHash("sha256").update(bytes).digest();
    out.set(hash, at + hashesAt + page * HASH_BYTES);
  }
}
