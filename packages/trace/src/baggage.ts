import {
  type Baggage,
  type BaggageEntry,
  baggageEntryMetadataFromString,
  type Context,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { SlotContext } from './context.ts';
import { trimWhitespace } from './header-text.ts';

const BAGGAGE = 'baggage';
// https://www.w3.org/TR/baggage/#limits asks for at least 64 members and 8192 bytes; 180 members was the limit once.
const MAX_MEMBERS = 180;
const MAX_BYTES = 8192;
// Where a header stops being read, so that one of megabytes, which messages may carry, costs no time.
const MAX_HEADER = 64 * 1024;

// `token` of https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 and `baggage-octet` of https://www.w3.org/TR/baggage/
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;

/** W3C Baggage: https://www.w3.org/TR/baggage/ */
export const baggagePropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const baggage = propagation.getBaggage(context);
    if (baggage === undefined || SlotContext.isSuppressed(context)) return;
    const header = serializeBaggage(baggage);
    if (header.length > 0) setter.set(carrier, BAGGAGE, header);
  },

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const given = getter.get(carrier, BAGGAGE);
    const header = Array.isArray(given) ? given.join(',') : given;
    const entries = typeof header === 'string' ? parseBaggage(header) : undefined;
    return entries === undefined ? context : propagation.setBaggage(context, propagation.createBaggage(entries));
  },

  fields: () => [BAGGAGE],
};

/** The header for a baggage; members that are past the limits are left out. */
function serializeBaggage(baggage: Baggage): string {
  let header = '';
  let count = 0;
  for (const [key, entry] of baggage.getAllEntries()) {
    if (count === MAX_MEMBERS) break;
    const member = memberText(key, entry);
    if (member === undefined || header.length + member.length + 1 > MAX_BYTES + (header === '' ? 1 : 0)) continue;
    header += header === '' ? member : `,${member}`;
    count++;
  }
  return header;
}

function memberText(key: string, entry: BaggageEntry): string | undefined {
  if (key.length === 0 || typeof entry?.value !== 'string') return undefined;
  // Parentheses are no token characters; everything else that encodeURIComponent leaves is.
  const name = encode(key).replace(/[()]/g, (char) => (char === '(' ? '%28' : '%29'));
  const properties = validProperties(String(entry.metadata ?? ''));
  return `${name}=${encode(entry.value)}${properties === '' ? '' : `;${properties}`}`;
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/**
 * Reads a `baggage` header, several of them joined by commas. Members that are against the grammar are left out, as are
 * those past 180 members or 8192 bytes.
 *
 * @returns undefined when no member is left
 */
function parseBaggage(header: string): Record<string, BaggageEntry> | undefined {
  // Without a prototype a key may be called anything.
  const entries: Record<string, BaggageEntry> = Object.create(null);
  let count = 0;
  let size = 0;
  for (let start = 0; start <= Math.min(header.length, MAX_HEADER) && count < MAX_MEMBERS; ) {
    const comma = header.indexOf(',', start);
    const end = comma < 0 ? header.length : comma;
    const length = end - start + (count === 0 ? 0 : 1);
    if (size + length <= MAX_BYTES && readMember(header.slice(start, end), entries)) {
      count++;
      size += length;
    }
    start = end + 1;
  }
  return count === 0 ? undefined : entries;
}

function readMember(member: string, entries: Record<string, BaggageEntry>): boolean {
  const semicolon = member.indexOf(';');
  const pair = semicolon < 0 ? member : member.slice(0, semicolon);
  const equals = pair.indexOf('=');
  if (equals < 0) return false;
  const key = trimWhitespace(pair.slice(0, equals));
  const value = trimWhitespace(pair.slice(equals + 1));
  if (!TOKEN.test(key) || !VALUE.test(value)) return false;
  const properties = semicolon < 0 ? '' : validProperties(member.slice(semicolon + 1));
  const entry: BaggageEntry = { value: decode(value) };
  if (properties !== '') entry.metadata = baggageEntryMetadataFromString(properties);
  entries[decode(key)] = entry;
  return true;
}

/** The properties of a member that follow the grammar, as one text. */
function validProperties(text: string): string {
  if (text === '') return '';
  const kept: string[] = [];
  for (const part of text.split(';')) {
    const property = trimWhitespace(part);
    const equals = property.indexOf('=');
    const key = equals < 0 ? property : trimWhitespace(property.slice(0, equals));
    const value = equals < 0 ? undefined : trimWhitespace(property.slice(equals + 1));
    if (!TOKEN.test(key) || (value !== undefined && !VALUE.test(value))) continue;
    kept.push(value === undefined ? key : `${key}=${value}`);
  }
  return kept.join(';');
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

// Percent-coding with U+FFFD for octets that are no UTF-8, as https://www.w3.org/TR/baggage/#value asks; a percent sign
// that starts no octet is itself.
function decode(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (octets) => utf8.decode(Buffer.from(octets.replaceAll('%', ''), 'hex')));
}
