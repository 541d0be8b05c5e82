import { resPath, godotUid } from '../../../core/bundle/targets/godot-uid.js'

/**
 * A scene as a game's team saves it in Godot 4: a sprite, an animated sprite and a button's picture, each by uid and
 * path. The uids are those of the bundle that the scene was made with.
 */
export function sceneOf(
  projectKey: string,
  uses: Readonly<Record<string, { type: 'Sprite2D' | 'AnimatedSprite2D'; path: string; frame: string }>>,
): { text: string; nodes: Record<string, string> } {
  const rows = Object.entries(uses)
  const externals = rows.map(
    ([name, { type, path, frame }]) =>
      `[ext_resource type="${type === 'Sprite2D' ? 'Texture2D' : 'SpriteFrames'}" uid="${godotUid(projectKey, `sprite:${frame}`)}" path="${resPath(projectKey, path)}" id="${name}_1"]`,
  )
  const nodes = rows.map(([name, { type }]) =>
    [
      `[node name="${name}" type="${type}" parent="."]`,
      `${type === 'Sprite2D' ? 'texture' : 'sprite_frames'} = ExtResource("${name}_1")`,
    ].join('\n'),
  )
  const head = `[gd_scene load_steps=${rows.length + 1} format=3 uid="uid://b1teaofrooms"]`
  const text = [head, externals.join('\n'), '[node name="Room" type="Node2D"]', ...nodes].join('\n\n')
  return {
    text: `${text}\n`,
    nodes: Object.fromEntries(rows.map(([name, { path }]) => [name, resPath(projectKey, path)])),
  }
}
