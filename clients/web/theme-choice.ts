const themeKey = 'assetloom.theme'

/** Dark, for art is judged on grey, until the person chooses: browsers report "light" also where nobody asked for it. */
export class ThemeChoice {
  /** Shows what was chosen, else dark. */
  apply(): void {
    document.documentElement.dataset['theme'] = this.#current()
  }

  /** The other one, from now on. */
  toggle(): void {
    localStorage.setItem(themeKey, this.#current() === 'dark' ? 'light' : 'dark')
    this.apply()
  }

  #current(): 'dark' | 'light' {
    return localStorage.getItem(themeKey) === 'light' ? 'light' : 'dark'
  }
}
