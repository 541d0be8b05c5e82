/** How a picture is asked for: the models of the API differ in what they take. */
export interface ImageForm {
  /** b64_json is asked for; the GPT models always send it and refuse the parameter. */
  readonly responseFormat: boolean
  readonly outputFormat: boolean
  readonly background: boolean
  readonly quality: boolean
  readonly size: boolean
}

export interface ServiceSize {
  readonly width: number
  readonly height: number
}

/** gpt: OpenAI's GPT image models. dalle: DALL-E and what imitates its API. */
export type FormFamily = 'gpt' | 'dalle'

export function formFamilyOf(model: string): FormFamily {
  return /^(gpt-image|chatgpt-image)/.test(model) ? 'gpt' : 'dalle'
}

/** What models of this family take as they document it. */
export function firstForm(family: FormFamily): ImageForm {
  return family === 'gpt'
    ? { responseFormat: false, outputFormat: true, background: true, quality: true, size: true }
    : { responseFormat: true, outputFormat: false, background: false, quality: true, size: true }
}

const parameterOf: Readonly<Record<string, keyof ImageForm>> = {
  response_format: 'responseFormat',
  output_format: 'outputFormat',
  background: 'background',
  quality: 'quality',
  size: 'size',
}

/** The form without the parameter that a server did not take; null when there is nothing to leave out. */
export function nextForm(form: ImageForm, param: string): ImageForm | null {
  const member = Object.hasOwn(parameterOf, param) ? parameterOf[param] : undefined
  if (member === undefined || !form[member]) return null
  return { ...form, [member]: false }
}

/** Sizes that a model documents; a compatible server is asked for squares only. */
export function sizesOf(model: string): readonly ServiceSize[] {
  const [square, tall, wide] = [
    { width: 1024, height: 1024 },
    { width: 1024, height: 1536 },
    { width: 1536, height: 1024 },
  ]
  if (formFamilyOf(model) === 'gpt') return [square, tall, wide]
  if (model === 'dall-e-3') return [square, { width: 1024, height: 1792 }, { width: 1792, height: 1024 }]
  if (model === 'dall-e-2') return [{ width: 512, height: 512 }, square]
  return [{ width: 512, height: 512 }, square]
}

/** The body of POST /images/generations. One picture each: a job is one picture. */
export function bodyOf(
  form: ImageForm,
  {
    model,
    prompt,
    size,
    transparent,
    quality,
  }: {
    readonly model: string
    readonly prompt: string
    readonly size: ServiceSize
    readonly transparent: boolean
    readonly quality: string | null
  },
): Record<string, unknown> {
  return {
    model,
    prompt,
    n: 1,
    ...(form.size ? { size: `${size.width}x${size.height}` } : {}),
    ...(form.quality && quality !== null ? { quality } : {}),
    ...(form.responseFormat ? { response_format: 'b64_json' } : {}),
    ...(form.outputFormat ? { output_format: 'png' } : {}),
    ...(form.background ? { background: transparent ? 'transparent' : 'opaque' } : {}),
  }
}
