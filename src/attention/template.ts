/** Between the parts of a template, in what it becomes. */
const SEPARATOR = "  ";

/**
 * Fills in a template: `{name}` is what `find` knows by that name, and stays as it
 * is written where it knows none; `|` parts the line, and a part in which everything
 * asked for is zero or empty is left out.
 */
export function fillTemplate(
  template: string,
  find: (name: string) => string | number | undefined,
): string {
  const parts = template.split("|").flatMap((part) => {
    let asked = 0;
    let found = 0;
    const text = part.replace(/\{([a-z_]+)\}/g, (placeholder, name: string) => {
      const value = find(name);
      if (value === undefined) return placeholder;
      asked += 1;
      if (value !== 0 && value !== "") found += 1;
      return String(value);
    });
    return asked > 0 && found === 0 ? [] : [text];
  });
  return parts.join(SEPARATOR).trim();
}
