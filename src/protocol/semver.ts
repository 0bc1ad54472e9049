/** As semver.org 2.0.0 has it, so far as it orders; Bun.semver takes ranges and nothing too. */
const VERSION = /^\d{1,9}\.\d{1,9}\.\d{1,9}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** Whether version `a` comes after `b`; false when one of them is none. */
export function isNewer(a: string, b: string): boolean {
  if (a === b) return false; // the usual case, at no cost
  return VERSION.test(a) && VERSION.test(b) && Bun.semver.order(a, b) > 0;
}
