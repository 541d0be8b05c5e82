interface NumberFieldProps {
  readonly label: string
  readonly value: string
  readonly isWrong: boolean
  readonly onInput: (text: string) => void
}

/** A number as it is typed: what it means is read when all of the form is. */
export function NumberField({ label, value, isWrong, onInput }: NumberFieldProps) {
  return (
    <input
      type="text"
      inputMode="decimal"
      class="number-field"
      autocomplete="off"
      aria-label={label}
      value={value}
      onInput={(event) => onInput(event.currentTarget.value)}
      {...(isWrong ? { 'aria-invalid': true } : {})}
    />
  )
}
