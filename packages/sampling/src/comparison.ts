/** A comparison with a number, such as `>= 500`. */
export interface Comparison {
  readonly operator: '>=' | '>' | '<=' | '<';
  readonly value: number;
}

const form = /^\s*(>=|>|<=|<)?\s*(.+?)\s*$/s;
const timeUnits: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };
const byteUnits: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/** Milliseconds of `1s`, `500ms`, `2m` or a number of milliseconds; undefined when it is none. */
export function parseDuration(text: string | number): number | undefined {
  return parseQuantity(text, timeUnits);
}

/** Bytes of `10MiB`, `5MB` or a number of bytes; undefined when it is none. */
export function parseBytes(text: string | number): number | undefined {
  return parseQuantity(text, byteUnits);
}

/** A duration and how to compare with it; at least so long when nothing is said. */
export function parseDurationComparison(text: string | number): Comparison | undefined {
  return parseComparison(text, parseDuration);
}

/** A number and how to compare with it; at least so much when nothing is said. */
export function parseNumberComparison(text: string | number): Comparison | undefined {
  return parseComparison(text, (value) => parseQuantity(value, {}));
}

/** Whether a text begins like a comparison. */
export function isComparison(text: string): boolean {
  return /^\s*[<>]/.test(text);
}

export function compare({ operator, value }: Comparison, given: number): boolean {
  switch (operator) {
    case '>=':
      return given >= value;
    case '>':
      return given > value;
    case '<=':
      return given <= value;
    case '<':
      return given < value;
  }
}

function parseComparison(text: string | number, parse: (value: string) => number | undefined): Comparison | undefined {
  const [, operator = '>=', value = ''] = form.exec(String(text)) ?? [];
  const number = parse(value);
  return number === undefined ? undefined : { operator: operator as Comparison['operator'], value: number };
}

function parseQuantity(text: string | number, units: Readonly<Record<string, number>>): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d*)?|\.\d+)\s*([a-z]*)$/i.exec(String(text)) ?? [];
  const scale = unit === '' ? 1 : units[unit];
  return digits === undefined || scale === undefined ? undefined : Number(digits) * scale;
}
