import { expect, test } from "bun:test";
import { untouchedRanges } from "../../src/host/memory.ts";

const CODE =
  "00400000-00402000 r-xp 00000000 fe:00 123                                /usr/bin/program";

function mapping(heading: string, facts: Record<string, number> = {}): string {
  const lines = Object.entries({ Rss: 8, Anonymous: 0, Swap: 0, ...facts });
  return `${heading}\n${lines.map(([name, kB]) => `${name}:   ${kB} kB\n`).join("")}VmFlags: rd ex\n`;
}

test("only what the file alone holds is given back", () => {
  const smaps = [
    mapping(CODE),
    mapping("00402000-00403000 r--p 00002000 fe:00 123          /usr/bin/program", {
      Anonymous: 4,
    }),
    mapping("00403000-00404000 r--p 00003000 fe:00 123          /usr/bin/program", { Swap: 4 }),
    mapping("00404000-00405000 rw-p 00004000 fe:00 123          /usr/bin/program"),
    mapping("00405000-00406000 r--s 00005000 fe:00 123          /dev/shm/shared"),
    mapping("00406000-00407000 r--p 00000000 00:00 0"),
    mapping("00407000-00408000 r-xp 00000000 00:00 0            [vdso]"),
    mapping("7f0000000000-7f0000010000 r--p 00000000 fe:00 9    /usr/lib/a name.so"),
  ];
  expect(untouchedRanges(smaps.join(""))).toEqual([
    { start: 0x400000, length: 0x2000 },
    { start: 0x7f0000000000, length: 0x10000 },
  ]);
});

test("a list without the facts gives nothing back", () => {
  expect(untouchedRanges(`${CODE}\n`)).toEqual([]);
  expect(untouchedRanges("")).toEqual([]);
});
