/** Topics whose names fit what is being typed. */
import { getTopic, type Topic } from '@/api.gen'
import { ApiError } from '@/lib/http'

export async function suggestTopics(name: string): Promise<Pick<Topic, 'name' | 'notes'>[]> {
  try {
    return [await getTopic({ name })]
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return []
    throw error
  }
}
