/**
 * Providers by the names that telemetry has for them, as the price lists call them.
 * https://github.com/open-telemetry/semantic-conventions-genai
 */
const names: Readonly<Record<string, string>> = {
  'aws.bedrock': 'aws',
  aws_bedrock: 'aws',
  bedrock: 'aws',
  'azure.ai.inference': 'azure',
  'azure.ai.openai': 'azure',
  'az.ai.inference': 'azure',
  'az.ai.openai': 'azure',
  'gcp.gemini': 'google',
  'gcp.gen_ai': 'google',
  'gcp.vertex_ai': 'google',
  gemini: 'google',
  vertex_ai: 'google',
  google: 'google',
  mistral_ai: 'mistral',
  x_ai: 'x-ai',
  xai: 'x-ai',
  moonshot_ai: 'moonshotai',
};

/** The provider's name in price lists, for that in `gen_ai.provider.name` or `gen_ai.system`; others stay as they are. */
export function priceProvider(name: string): string {
  const plain = name.trim().toLowerCase();
  return Object.hasOwn(names, plain) ? names[plain]! : plain;
}
