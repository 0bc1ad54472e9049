/** Between the parts of a template, in what it becomes. */
const SEPARATOR = "  ";
/** `{name}`, or `{name.of.one.inside}`; what has other characters in it is no placeholder. */
const PLACEHOLDER = /\{([a-z_][a-z0-9_.]*)\}/g;
/** The same as a person may have meant it: `{Name}`, `{{.Name}}`, `{ name }`, `{a-name}`. */
const MEANT = /\{( *[^{}\s"',:]+ *)\}/g;
/** One that was not closed before its part ends. */
const OPEN = /\{[a-z_][a-z0-9_.]*(?=\||$)/;

/**
 * Fills in a template: `{name}` is what `find` knows by that name, and stays as it
 * is written where it knows none; `|` parts the line, and a part in which everything
 * asked for is zero or empty is left out; `\t` is a tab.
 */
export function fillTemplate(
  template: string,
  find: (name: string) => string | number | undefined,
): string {
  const parts = template.split("|").flatMap((part) => {
    let asked = 0;
    let found = 0;
    const text = part.replaceAll("\\t", "\t").replace(PLACEHOLDER, (placeholder, name: string) => {
      const value = find(name);
      if (value === undefined) return placeholder;
      asked += 1;
      if (value !== 0 && value !== "") found += 1;
      return String(value);
    });
    return asked > 0 && found === 0 ? [] : [text];
  });
  // A tab that leads or ends stands for an empty column.
  return parts.join(SEPARATOR).replace(/^ +| +$/g, "");
}

/** The names that a template asks for, as they are written. */
export function namesIn(template: string): string[] {
  return Array.from(template.matchAll(MEANT), ([, name = ""]) => name);
}

/** What is wrong with a placeholder that has no end; undefined where none has. */
export function openFault(template: string): string | undefined {
  const open = OPEN.exec(template)?.[0];
  return open === undefined ? undefined : `${open} has no end - write ${open}}`;
}
