import type { ChatRequest } from '../../core/refinement/refinement-ports.js'

/** How a question is put to one server: they differ in what they take. */
export interface RequestForm {
  readonly format: 'json_schema' | 'json_object' | 'none'
  /** OpenAI's newer models take only the longer name. */
  readonly tokensName: 'max_tokens' | 'max_completion_tokens'
  /** Whether temperature and seed are sent: some reasoning models refuse them. */
  readonly isSampled: boolean
}

/** What most servers take: structured output, the same answer for the same question. */
export const firstForm: RequestForm = { format: 'json_schema', tokensName: 'max_tokens', isSampled: true }

/** The form to try after a server refused `form` as a bad request with this message; null when none is left. */
export function nextForm(form: RequestForm, message: string): RequestForm | null {
  if (form.tokensName === 'max_tokens' && /max_completion_tokens/i.test(message))
    return { ...form, tokensName: 'max_completion_tokens' }
  if (form.isSampled && /temperature|seed/i.test(message)) return { ...form, isSampled: false }
  if (form.format === 'json_schema') return { ...form, format: 'json_object' }
  if (form.format === 'json_object') return { ...form, format: 'none' }
  return null
}

/** The body of POST /chat/completions (OpenAI's chat completions API, as Ollama, vLLM and llama.cpp serve it). */
export function bodyOf(model: string, request: ChatRequest, form: RequestForm): Record<string, unknown> {
  return {
    model,
    messages: request.messages,
    stream: false,
    [form.tokensName]: request.maxTokens,
    ...(form.isSampled ? { temperature: 0, seed: request.seed } : {}),
    ...responseFormat(request, form),
  }
}

function responseFormat({ answerName, answerSchema }: ChatRequest, { format }: RequestForm) {
  switch (format) {
    case 'json_schema':
      return {
        response_format: {
          type: 'json_schema',
          json_schema: { name: answerName, strict: true, schema: answerSchema },
        },
      }
    case 'json_object':
      return { response_format: { type: 'json_object' } }
    case 'none':
      return {}
  }
}
