import { spanwise } from './engines.ts';
import c from './micro/07-context-with.ts';
const e = spanwise(); e.activate(); const op = c.prepare(e);
for (let r=0;r<60;r++){ const t=process.cpuUsage().user; for(let i=0;i<200000;i++) op(); if(r%12===7) console.log((process.cpuUsage().user-t)/200); }
