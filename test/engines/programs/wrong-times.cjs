// Times that are none, at the start, the end and in events.
const { trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('wrong-times');
const wrong = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  text: '2023-11-14T22:13:20Z',
  'invalid Date': new Date('no date'),
  null: null,
  'list of three': [1, 2, 3],
  'list of text': ['1', '2'],
  object: {},
};
for (const [name, time] of Object.entries(wrong)) {
  for (const where of ['start', 'end', 'event']) {
    try {
      const span = tracer.startSpan(`${where} ${name}`, where === 'start' ? { startTime: time } : {});
      if (where === 'event') span.addEvent('event', {}, time);
      span.end(where === 'end' ? time : undefined);
    } catch (error) {
      console.log(`${where} ${name}: throws ${error.name}`);
    }
  }
}
