/** One message of a conversation with a language model. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** What a language model is asked. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[]
  /** Name of the answer's form, for servers that want one. */
  readonly answerName: string
  /** JSON Schema of the answer. A server may ignore it, so the answer is checked all the same. */
  readonly answerSchema: Readonly<Record<string, unknown>>
  readonly maxTokens: number
  readonly seed: number
}

export interface ChatAnswer {
  readonly text: string
  /** The answer ended because maxTokens was reached. */
  readonly isCutOff: boolean
}

/** A language model that answers one conversation at a time. */
export interface LanguageModel {
  /** As the operator configured it. */
  readonly name: string
  /**
   * Throws Unavailable or ProviderFailed when no answer came in time, InvalidInput when the server cannot be used as it
   * is configured, and the signal's reason when that fired.
   */
  complete(request: ChatRequest, signal: AbortSignal): Promise<ChatAnswer>
}
