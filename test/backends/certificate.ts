import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** Paths of a certificate for 127.0.0.1 that is its own authority, and of its key, in a new folder. */
export async function certificate(): Promise<{ folder: string; certFile: string; keyFile: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-certificate-'));
  const extensions = [
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
  ];
  const made = await generate([{ name: 'commonName', value: '127.0.0.1' }], { extensions } as never);
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(certFile, made.cert);
  writeFileSync(keyFile, made.private);
  return { folder, certFile, keyFile };
}
