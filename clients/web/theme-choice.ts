const themeKey = 'assetloom.theme'

/** Dark unless the system asks for light or the person chose. */
export class ThemeChoice {
  /** Shows what was chosen, or what the system asks for. */
  apply(): void {
    document.documentElement.dataset['theme'] = this.#current()
  }

  /** The other one, from now on. */
  toggle(): void {
    localStorage.setItem(themeKey, this.#current() === 'dark' ? 'light' : 'dark')
    this.apply()
  }

  #current(): 'dark' | 'light' {
    const chosen = localStorage.getItem(themeKey)
    if (chosen === 'dark' || chosen === 'light') return chosen
    return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
  }
}
