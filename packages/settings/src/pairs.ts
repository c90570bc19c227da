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
  const pairs = new Map<string, string>();
  let position = 0;
  for (const member of text.split(',')) {
    if (member.trim() === '') continue;
    position++;
    const pair = setting.headers ? readHeader(member) : readAttribute(member);
    if (typeof pair !== 'string') {
      pairs.set(...pair);
      continue;
    }
    const shown = setting.secret ? `pair ${position}, which is not shown` : quote(member.trim());
    complain(`got ${shown}, expected ${pair}`);
    if (!setting.headers) return undefined;
  }
  return pairs.size === 0 ? undefined : Object.fromEntries(pairs);
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
