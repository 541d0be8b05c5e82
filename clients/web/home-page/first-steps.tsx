import { intakeHash } from '../read-route.js'

/** What a first visit needs: the three steps, and a list to try them with. */
export function FirstSteps() {
  return (
    <div class="empty first-steps">
      <h2>No runs yet</h2>
      <ol>
        <li>
          <strong>Write what you need.</strong>
          <p>One wanted asset a line, category first, or plain sentences:</p>
          <pre>{'# pixel art, 32x32 unless said otherwise\nprop: water barrel\ntile: cracked dry mud'}</pre>
        </li>
        <li>
          <strong>Start.</strong>
          <p>
            You see what every line became and what it costs before anything is made. Without a GPU the
            built-in painter draws all of it, by rules and for nothing.
          </p>
        </li>
        <li>
          <strong>Pick with one key.</strong>
          <p>
            <kbd>P</kbd> takes a picture, its siblings step back, the next spec follows. What you picked is
            exported for your engine.
          </p>
        </li>
      </ol>
      <p class="row">
        <a class="button primary" href={`${intakeHash}/sample`}>
          Try the sample list
        </a>
        <a class="button" href={intakeHash}>
          Paste your own
        </a>
      </p>
      <p class="dim">
        From a terminal: <code>npx assetloom wishlist add FILE</code>
      </p>
    </div>
  )
}
