// The process of one case: measures its time or its bytes, and prints them as JSON.
import { measureBytes, measureTime } from './measure.ts';

const [what, name, rounds] = process.argv.slice(2);
console.log(JSON.stringify(what === 'time' ? await measureTime(name!, Number(rounds)) : await measureBytes(name!)));
