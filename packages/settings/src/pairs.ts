import type { Complain } from './parse.ts';
import type { Setting } from './setting.ts';
import { quote } from './text.ts';

/**
 * Reads `key=value` pairs separated by commas, keys and values percent-decoded, as in W3C Baggage without properties.
 *
 * A malformed header is left out. A malformed resource attribute discards the whole value, as the specification wants:
 * https://opentelemetry.io/docs/specs/otel/resource/sdk/#specifying-resource-information-via-an-environment-variable
 */
export function parsePairs(setting: Setting, text: string, complain: Complain): Record<string, string> | undefined {
  const members = text.split(',').filter((member) => member.trim() !== '');
  const pairs = members.map(setting.headers ? readHeader : readAttribute);
  const wrong = pairs.findIndex((pair) => typeof pair === 'string');
  if (wrong !== -1) {
    const others = pairs.filter((pair) => typeof pair === 'string').length - 1;
    const got = setting.secret
      ? `a wrong pair at position ${wrong + 1}, which is not shown`
      : quote(members[wrong]!.trim());
    complain(`got ${got}${others > 0 ? ` (and ${others} more)` : ''}, expected ${pairs[wrong]}`);
    if (!setting.headers) return undefined;
  }
  const right = pairs.filter((pair) => typeof pair !== 'string');
  return right.length === 0 ? undefined : Object.fromEntries(right);
}

/** Key and value, or what was expected. */
type Pair = [key: string, value: string] | string;

function readAttribute(member: string): Pair {
  const parts = member.split('=');
  if (parts.length > 2) return "key=value with '=' in it written as %3D";
  const key = decode(parts[0]!);
  const value = decode(parts[1] ?? '');
  if (parts.length < 2 || key === '') return 'key=value';
  return key === undefined || value === undefined ? "key=value with '%' in it written as %25" : [key, value];
}

function readHeader(member: string): Pair {
  const end = member.indexOf('=');
  const name = decode(member.slice(0, Math.max(0, end)))?.toLowerCase();
  const value = decode(member.slice(end + 1));
  // What Node.js and gRPC refuse would fail every request.
  if (name === undefined || !/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) return 'name=value with the name of a header';
  if (value === undefined) return "name=value with '%' in it written as %25";
  return /^[\x20-\x7e]*$/.test(value) ? [name, value] : 'name=value in printable ASCII';
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
}
