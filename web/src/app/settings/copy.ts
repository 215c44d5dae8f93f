/** Fetch a copy of all that is kept of oneself, and tell how much of it has come. */
import { ApiError, type Problem } from '@/lib/http'
import { language } from '@/lib/words'

/** Amounts of data as people read them. */
export function size(bytes: number): string {
  const [n, unit] = bytes >= 1_000_000 ? [bytes / 1_000_000, 'megabyte'] : [bytes / 1000, 'kilobyte']
  return new Intl.NumberFormat(language.value, { style: 'unit', unit, maximumFractionDigits: n < 10 ? 1 : 0 }).format(n)
}

/** The file and its name; `got` hears how many bytes are here. A refusal is an ApiError, a download that broke off `broken`. */
export async function fetchCopy(password: string, got: (bytes: number) => void, signal: AbortSignal): Promise<{ file: Blob; name: string }> {
  const response = await fetch('/v1/me/data', {
    method: 'POST', credentials: 'same-origin', signal, body: JSON.stringify({ password }),
    headers: { 'content-type': 'application/json', 'accept-language': language.value },
  }).catch(() => { throw new ApiError(0, 'offline', null) })
  if (!response.ok || !response.body) {
    const problem = (await response.json().catch(() => null)) as Problem | null
    throw new ApiError(response.status, problem?.code ?? 'internal', problem)
  }
  const parts: BlobPart[] = []
  let bytes = 0
  try {
    for (const reader = response.body.getReader(); ;) {
      const { done, value } = await reader.read()
      if (done) break
      parts.push(value)
      got((bytes += value.byteLength))
    }
  } catch {
    throw new ApiError(0, 'broken', null)
  }
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'zhongcao.zip'
  return { file: new Blob(parts, { type: 'application/zip' }), name }
}

/** Have the browser keep a file. */
export function keepFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
