import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';
import { engine } from '../support/program.ts';

const name = 'OTEL_INSTRUMENTATION_SANITIZATION_URL_EXPERIMENTAL_SENSITIVE_QUERY_PARAMETERS';

/** The queries of `url.full` and `url.query` that spans of servers and clients have; ADOT has older attributes. */
async function queriesBy(env: Record<string, string>): Promise<string[]> {
  const { spans } = await collect('signed-urls.cjs', { env: { OTEL_SEMCONV_STABILITY_OPT_IN: 'http', ...env } });
  const queries = spans.flatMap(({ attributes }) => {
    const query = attributes['url.query'] ?? String(attributes['url.full'] ?? '').split('?')[1];
    return query === undefined ? [] : [String(query).replace(/^\?/, '')];
  });
  assert.equal(queries.length, 4, 'a client and a server, twice');
  return [...new Set(queries)];
}

describe(name, { concurrency: 2 }, () => {
  it('not set: the parameters of signed URLs are redacted', async () => {
    assert.deepEqual(await queriesBy({}), ['page=2&sig=REDACTED&X-Amz-Signature=REDACTED&ticket=zz9&y=1']);
  });

  // What upstream instruments for its own engines has these parameters redacted whatever our settings say.
  const byOurs = (queries: string[]): string => (engine === 'native' ? queries.join() : queries.sort().at(-1)!);

  it('set: those are that it names, beside those whose names say that they are secret', async () => {
    const queries = await queriesBy({ [name]: 'ticket' });
    assert.equal(byOurs(queries), 'page=2&sig=REDACTED&X-Amz-Signature=q7&ticket=REDACTED&y=1');
  });

  it('SPANWISE_REDACT=none: all is as it is', async () => {
    const queries = await queriesBy({ SPANWISE_REDACT: 'none' });
    assert.equal(byOurs(queries), 'page=2&sig=aB3x&X-Amz-Signature=q7&ticket=zz9&y=1');
  });
});
