/** Calls a service for the tenant of `request`; what it refuses becomes an error with its status and its words. */
export async function callService(url, request, body) {
  const headers = {};
  const tenant = request?.get('x-tenant-id');
  if (tenant) headers['x-tenant-id'] = tenant;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (response.ok) return response;
  const { error } = await response.json();
  throw Object.assign(new Error(error), { status: response.status });
}

/** As `callService`, for the JSON of the answer. */
export async function callJson(url, request, body) {
  const response = await callService(url, request, body);
  return response.json();
}
