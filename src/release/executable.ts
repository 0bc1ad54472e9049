import { createHash } from "node:crypto";

/** What an executable's own headers say. */
export interface Executable {
  format: "elf" | "mach-o";
  arch: "x64" | "arm64";
  /** C library its loader belongs to; null outside Linux. */
  libc: "glibc" | "musl" | null;
  /** First macOS version it runs on; null elsewhere. */
  minimumOs: string | null;
  /** Whether its code signature covers its bytes; macOS on arm64 starts nothing else. */
  signature: "none" | "valid" | "broken";
}

const ELF = 0x464c457f;
const MACH_O_64 = 0xfeedfacf;
const PT_INTERP = 3;
const LC_CODE_SIGNATURE = 0x1d;
const LC_BUILD_VERSION = 0x32;
const CODE_DIRECTORY = 0xfade0c02;
const SHA256 = 2;

/** Reads the headers of an ELF or a 64-bit Mach-O file. @throws when it is neither. */
export function readExecutable(bytes: Uint8Array): Executable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0, true);
  if (magic === ELF) return readElf(bytes, view);
  if (magic === MACH_O_64) return readMachO(bytes, view);
  throw new Error(`neither ELF nor Mach-O: begins with ${magic.toString(16)}`);
}

// elf(5), the 64-bit layouts.
function readElf(bytes: Uint8Array, view: DataView): Executable {
  const arch = archOf(view.getUint16(18, true), { 62: "x64", 183: "arm64" });
  const tableAt = Number(view.getBigUint64(32, true));
  const size = view.getUint16(54, true);
  const count = view.getUint16(56, true);
  let loader = "";
  for (let i = 0; i < count; i++) {
    const at = tableAt + i * size;
    if (view.getUint32(at, true) !== PT_INTERP) continue;
    const start = Number(view.getBigUint64(at + 8, true));
    const end = start + Number(view.getBigUint64(at + 32, true)) - 1; // without its NUL
    loader = Buffer.from(bytes.subarray(start, end)).toString();
  }
  const libc = loader.includes("ld-musl") ? "musl" : "glibc";
  return { format: "elf", arch, libc, minimumOs: null, signature: "none" };
}

// <mach-o/loader.h>; what is in the file is little-endian, its signature big-endian.
function readMachO(bytes: Uint8Array, view: DataView): Executable {
  const arch = archOf(view.getUint32(4, true), { 16777223: "x64", 16777228: "arm64" });
  const count = view.getUint32(16, true);
  let minimumOs: string | null = null;
  let signature: Executable["signature"] = "none";
  for (let i = 0, at = 32; i < count; i++, at += view.getUint32(at + 4, true)) {
    const kind = view.getUint32(at, true);
    if (kind === LC_BUILD_VERSION) {
      const version = view.getUint32(at + 12, true);
      minimumOs = `${version >>> 16}.${(version >>> 8) & 0xff}`;
    } else if (kind === LC_CODE_SIGNATURE) {
      const isValid = isSigned(bytes, view, view.getUint32(at + 8, true));
      signature = isValid ? "valid" : "broken";
    }
  }
  return { format: "mach-o", arch, libc: null, minimumOs, signature };
}

/** Whether each page hashes to what the code directory says (cs_blobs.h in the XNU sources). */
function isSigned(bytes: Uint8Array, view: DataView, blobAt: number): boolean {
  const directoryAt = blobAt + view.getUint32(blobAt + 16);
  if (view.getUint32(directoryAt) !== CODE_DIRECTORY) return false;
  const hashesAt = directoryAt + view.getUint32(directoryAt + 16);
  const pages = view.getUint32(directoryAt + 28);
  const limit = view.getUint32(directoryAt + 32);
  const hashSize = view.getUint8(directoryAt + 36);
  if (view.getUint8(directoryAt + 37) !== SHA256 || limit > blobAt) return false;
  const pageSize = 2 ** view.getUint8(directoryAt + 39);
  for (let page = 0; page < pages; page++) {
    const start = page * pageSize;
    const actual = createHash("sha256")
      .update(bytes.subarray(start, Math.min(start + pageSize, limit)))
      .digest();
    const at = hashesAt + page * hashSize;
    if (!actual.subarray(0, hashSize).equals(bytes.subarray(at, at + hashSize))) return false;
  }
  return pages === Math.ceil(limit / pageSize);
}

function archOf(code: number, known: Record<number, Executable["arch"]>): Executable["arch"] {
  const arch = known[code];
  if (arch === undefined) throw new Error(`unknown processor in its header: ${code}`);
  return arch;
}
