# Runs in a headless Godot 3 within a project that holds the twin of a bundle. Reads wanted.json, loads every resource
# through the engine, and writes found.json. It rebuilds each frame from the region and margin that the engine holds.
extends SceneTree

var problems = []
var exact = 0
var images = {}


func _init():
	var file = File.new()
	file.open("res://wanted.json", File.READ)
	var wanted = JSON.parse(file.get_as_text()).result
	file.close()
	for row in wanted.sprites:
		check_texture(row, load_as(row.path, "AtlasTexture"))
	for row in wanted.animated:
		check_frames(row)
	for row in wanted.styles:
		check_style(row)
	for row in wanted.tiles:
		check_tile(row)
	for path in wanted.scenes:
		check_scene(path, wanted.scenes[path])
	check_script(wanted.script)
	file.open("res://found.json", File.WRITE)
	file.store_string(JSON.print({"exact": exact, "problems": problems, "version": Engine.get_version_info().string}))
	file.close()
	quit()


func complain(path, text):
	problems.append(path + ": " + text)


func load_as(path, type):
	var resource = load(path)
	if resource == null:
		complain(path, "does not load")
	elif resource.get_class() != type:
		complain(path, "is a " + resource.get_class() + ", not " + type)
	else:
		return resource
	return null


func image_of(path):
	if not images.has(path):
		var image = Image.new()
		if image.load(path) != OK:
			complain(path, "is no picture")
		image.convert(Image.FORMAT_RGBA8)
		images[path] = image
	return images[path]


# The texture as it is drawn: its region at the place that its margin gives it.
func check_texture(row, texture):
	if texture == null:
		return
	if texture.get_width() != int(row.width) or texture.get_height() != int(row.height):
		complain(row.path, "%s is %dx%d" % [row.frame, texture.get_width(), texture.get_height()])
		return
	if texture.get_meta("key") != row.frame or texture.get_meta("pivot") != Vector2(row.pivot.x, row.pivot.y):
		complain(row.path, "%s has another key or pivot" % row.frame)
		return
	var drawn = Image.new()
	drawn.create(int(row.width), int(row.height), false, Image.FORMAT_RGBA8)
	drawn.blit_rect(image_of(texture.atlas.resource_path), texture.region, texture.margin.position)
	var picture = image_of(row.image).get_rect(Rect2(row.at, 0, row.width, row.height))
	if drawn.get_data() == picture.get_data():
		exact += 1
	else:
		complain(row.path, "%s is drawn otherwise than its picture" % row.frame)


func check_frames(row):
	var frames = load_as(row.path, "SpriteFrames")
	if frames == null:
		return
	var names = Array(frames.get_animation_names())
	if names.size() != row.animations.size():
		complain(row.path, "has the animations " + str(names))
	for animation in row.animations:
		if not names.has(animation.name):
			complain(row.path, "has no animation " + animation.name)
			continue
		if frames.get_frame_count(animation.name) != animation.frames.size():
			complain(row.path, animation.name + " has another number of frames")
			continue
		if abs(frames.get_animation_speed(animation.name) - animation.fps) > 0.0001:
			complain(row.path, animation.name + " has another speed")
		if frames.get_animation_loop(animation.name) != animation.loop:
			complain(row.path, animation.name + " loops otherwise")
		for index in range(animation.frames.size()):
			check_texture(animation.frames[index], frames.get_frame(animation.name, index))


func check_style(row):
	var style = load_as(row.path, "StyleBoxTexture")
	if style == null:
		return
	var margins = [MARGIN_LEFT, MARGIN_TOP, MARGIN_RIGHT, MARGIN_BOTTOM]
	for index in range(4):
		if style.get_margin_size(margins[index]) != row.margins[index]:
			complain(row.path, "has other margins")
	if style.texture == null or style.texture.resource_path != row.texture:
		complain(row.path, "has another texture")


func check_tile(row):
	var tiles = load_as(row.path, "TileSet")
	if tiles == null:
		return
	var source = int(row.source)
	if tiles.tile_get_texture(source) == null or tiles.tile_get_texture(source).resource_path != row.texture:
		complain(row.path, "has no tile %d of %s" % [source, row.texture])
	elif tiles.tile_get_region(source).size != Vector2(row.width, row.height):
		complain(row.path, "has a tile of another size")


func check_scene(path, nodes):
	var scene = load(path)
	var root = scene.instance() if scene != null else null
	if root == null:
		complain(path, "does not open")
		return
	for name in nodes:
		var node = root.get_node(name)
		var resource = node.frames if node is AnimatedSprite else node.texture
		if resource == null or resource.resource_path != nodes[name]:
			complain(path, name + " shows nothing of " + nodes[name])
	root.free()


func check_script(row):
	var script = load(row.path)
	if script == null:
		complain(row.path, "does not compile")
		return
	var constants = script.get_script_constant_map()
	for table in row.tables:
		for key in row.tables[table]:
			if not constants.has(table) or str(constants[table].get(key)) != row.tables[table][key]:
				complain(row.path, "%s tells something else of %s" % [table, key])
	for key in row.offsets:
		if script.offset_of(key) != Vector2(row.offsets[key].x, row.offsets[key].y):
			complain(row.path, "offset_of(%s) is %s" % [key, str(script.offset_of(key))])
