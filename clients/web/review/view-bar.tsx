import { ChoiceRow } from '../base/choice-row.js'
import { KeyButton } from '../base/key-button.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { kindOf } from './art-source.js'
import { useReview } from './use-desk.js'
import { keepGameColour, readGameColour, zooms, type Zoom } from './view-options.js'

/** How the pictures of the shown spec are looked at. */
export function ViewBar({ spec }: { readonly spec: SpecView }) {
  const { desk, actions } = useReview()
  const { view } = desk
  const kind = kindOf(spec)
  return (
    <div class="switches">
      <PlayerSwitches />
      <SoundSwitch />
      {view.stage === 'grid' ? (
        <ChoiceRow
          label="Zoom"
          choices={zooms.map((zoom) => ({ id: String(zoom), label: zoom === 'fit' ? 'Fit' : `${zoom}x` }))}
          value={String(view.zoom)}
          onChange={(id) =>
            desk.set({ zoom: zooms.find((zoom) => String(zoom) === id) ?? ('fit' satisfies Zoom) })
          }
        />
      ) : null}
      <KeyButton
        kind="quiet"
        keyLabel="Z"
        title="One variant alone"
        pressed={view.stage === 'large'}
        onPress={() => actions.act('large')}
      >
        Large
      </KeyButton>
      <KeyButton
        kind="quiet"
        keyLabel="C"
        title="Two to four variants against each other; V marks, D changes how"
        pressed={view.stage === 'compare'}
        onPress={() => actions.act('compare')}
      >
        Compare{desk.marked.length > 0 ? ` ${desk.marked.length}` : ''}
      </KeyButton>
      {kind === 'sound' ? null : <GroundSwitches spec={spec} />}
    </div>
  )
}

function GroundSwitches({ spec }: { readonly spec: SpecView }) {
  const { desk, actions } = useReview()
  const { view, run } = desk
  const projectId = run?.projectId ?? ''
  return (
    <>
      <KeyButton
        kind="quiet"
        keyLabel="Y"
        title="Beside approved ones, at the scale of the game"
        pressed={view.stage === 'scene'}
        onPress={() => actions.act('scene')}
      >
        Scene
      </KeyButton>
      {kindOf(spec) === 'cutout' ? (
        <KeyButton
          kind="quiet"
          keyLabel="O"
          title="As delivered, with its background"
          pressed={view.face === 'delivered'}
          onPress={() => actions.act('face')}
        >
          Original
        </KeyButton>
      ) : null}
      <KeyButton
        kind="quiet"
        keyLabel="W"
        title="Repeated in both directions"
        pressed={view.isTiled}
        onPress={() => actions.act('tile')}
      >
        Tile
      </KeyButton>
      <KeyButton
        kind="quiet"
        keyLabel="B"
        title={`Background: ${view.ground}`}
        onPress={() => actions.act('ground')}
      >
        {view.ground}
      </KeyButton>
      {view.ground === 'game' ? (
        <input
          type="color"
          class="game-colour"
          aria-label="Colour behind the pictures in the game"
          value={readGameColour(projectId)}
          onInput={(event) => {
            keepGameColour(projectId, event.currentTarget.value)
            desk.changed()
          }}
        />
      ) : null}
    </>
  )
}

function SoundSwitch() {
  const { desk, actions } = useReview()
  const { isPlaying } = desk.sound
  if (isPlaying === null) return null
  return (
    <KeyButton
      kind="quiet"
      keyLabel="Space"
      title="Play the chosen variant"
      pressed={isPlaying}
      onPress={() => actions.act('play')}
    >
      {isPlaying ? 'Stop' : 'Play'}
    </KeyButton>
  )
}

function PlayerSwitches() {
  const { desk, actions } = useReview()
  const { player, view } = desk
  if (player.motions.length === 0) return null
  const choices = [
    ...player.motions.map(({ name }, index) => ({ id: String(index), label: name })),
    { id: 'all', label: 'All' },
  ]
  return (
    <>
      <ChoiceRow
        label="Animation"
        choices={choices}
        value={String(player.chosen ?? 'all')}
        onChange={(id) => player.choose(id === 'all' ? null : Number(id))}
      />
      <KeyButton
        kind="quiet"
        keyLabel="Space"
        title="Play or stop; , and . go frame by frame"
        pressed={player.isPlaying}
        onPress={() => actions.act('play')}
      >
        {player.isPlaying ? 'Pause' : 'Play'}
      </KeyButton>
      <span class="fps">
        <KeyButton kind="quiet" label="Slower" title="Slower ( [ )" onPress={() => actions.act('slower')}>
          −
        </KeyButton>
        <span class="figures">{player.fps} fps</span>
        <KeyButton kind="quiet" label="Faster" title="Faster ( ] )" onPress={() => actions.act('faster')}>
          +
        </KeyButton>
      </span>
      <KeyButton
        kind="quiet"
        title="Loop, or stop at the end (Shift L)"
        pressed={player.isLooping}
        onPress={() => actions.act('loop')}
      >
        Loop
      </KeyButton>
      <KeyButton
        kind="quiet"
        keyLabel="I"
        title="The frame before shines through"
        pressed={view.isOnion}
        onPress={() => actions.act('onion')}
      >
        Onion
      </KeyButton>
    </>
  )
}
