/** Pictures before they are uploaded: turned upright, not bigger than a screen needs, cut to a ratio. All in the browser. */
const SIDE_MAX = 2160
const SMALL_BYTES = 3_000_000
const QUALITY = 0.9

export interface Cut { ratio: number; zoom: number; x: number; y: number }
export interface Drawn { blob: Blob; width: number; height: number }

async function encode(canvas: HTMLCanvasElement): Promise<Drawn> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
  if (!blob) throw new Error('not drawn')
  return { blob, width: canvas.width, height: canvas.height }
}
function draw(bitmap: ImageBitmap, from: { x: number; y: number; width: number; height: number }): HTMLCanvasElement {
  const scale = Math.min(1, SIDE_MAX / Math.max(from.width, from.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(from.width * scale))
  canvas.height = Math.max(1, Math.round(from.height * scale))
  const pen = canvas.getContext('2d')!
  pen.fillStyle = 'white'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(bitmap, from.x, from.y, from.width, from.height, 0, 0, canvas.width, canvas.height)
  return canvas
}

/** A picture ready to upload; what this browser cannot read goes as it is, the server reads more kinds. */
export async function prepare(file: Blob): Promise<Drawn> {
  let bitmap: ImageBitmap
  try {
    bitmap = await createImageBitmap(file)
  } catch {
    return { blob: file, width: 3, height: 4 }
  }
  try {
    const small = Math.max(bitmap.width, bitmap.height) <= SIDE_MAX && file.size <= SMALL_BYTES
    if (small) return { blob: file, width: bitmap.width, height: bitmap.height }
    return await encode(draw(bitmap, { x: 0, y: 0, width: bitmap.width, height: bitmap.height }))
  } finally {
    bitmap.close()
  }
}

/** The part of a picture that a cut shows: `zoom` from 1, `x` and `y` from 0 to 1 say where it lies in what is left over. */
export function part(width: number, height: number, cut: Cut): { x: number; y: number; width: number; height: number } {
  const whole = cut.ratio || width / height
  const wide = Math.min(width, height * whole) / cut.zoom
  const high = wide / whole
  return { x: (width - wide) * cut.x, y: (height - high) * cut.y, width: wide, height: high }
}

export async function cutOut(original: Blob, cut: Cut): Promise<Drawn> {
  const bitmap = await createImageBitmap(original)
  try {
    return await encode(draw(bitmap, part(bitmap.width, bitmap.height, cut)))
  } finally {
    bitmap.close()
  }
}
