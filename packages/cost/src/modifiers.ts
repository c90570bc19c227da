import { type Fraction, fraction } from './money.ts';
import type { ModelMeter } from './rates.ts';

/** What a provider publishes as a factor on its list price. */
interface Modifier {
  provider: string;
  kind: 'tier' | 'geo' | 'speed';
  value: string;
  factor: string;
  /** Meters that it does not apply to. */
  except?: readonly ModelMeter[];
  /** Where it is published. */
  link: string;
}

const tokensOnly: readonly ModelMeter[] = ['web_search', 'request'];

// Seen in November 2026. A price list that has prices of a tier, or a file of the user, is used before these.
const published: readonly Modifier[] = [
  {
    provider: 'anthropic',
    kind: 'tier',
    value: 'batch',
    factor: '0.5',
    except: tokensOnly,
    link: 'https://platform.claude.com/docs/en/about-claude/pricing#batch-processing',
  },
  {
    provider: 'openai',
    kind: 'tier',
    value: 'batch',
    factor: '0.5',
    except: tokensOnly,
    link: 'https://platform.openai.com/docs/pricing',
  },
  {
    provider: 'openai',
    kind: 'tier',
    value: 'flex',
    factor: '0.5',
    except: tokensOnly,
    link: 'https://platform.openai.com/docs/guides/flex-processing',
  },
  {
    provider: 'google',
    kind: 'tier',
    value: 'batch',
    factor: '0.5',
    except: ['cache_read', ...tokensOnly],
    link: 'https://ai.google.dev/gemini-api/docs/batch-api',
  },
  {
    provider: 'anthropic',
    kind: 'geo',
    value: 'us',
    factor: '1.1',
    except: tokensOnly,
    link: 'https://platform.claude.com/docs/en/about-claude/pricing#data-residency-pricing',
  },
];

/** Values that mean the list price. */
const usual = new Set(['', 'default', 'auto', 'standard', 'standard_only', 'global', 'not_available', 'on_demand']);

/**
 * The factor for what a response says of how it was served.
 *
 * @returns undefined for the usual way, `unknown` for a way whose price is not published as a factor
 */
export function modifierOf(
  provider: string,
  kind: Modifier['kind'],
  value: string | undefined,
): { factor: (meter: ModelMeter) => Fraction } | 'unknown' | undefined {
  const given = value?.toLowerCase() ?? '';
  if (usual.has(given)) return undefined;
  const found = published.find(
    (modifier) => modifier.provider === provider && modifier.kind === kind && modifier.value === given,
  );
  if (found === undefined) return 'unknown';
  const factor = fraction(found.factor);
  return { factor: (meter) => (found.except?.includes(meter) ? fraction(1) : factor) };
}
