/** Questions to the API with kept answers; the names are those of TanStack Query, the functions are ours (decision 0019). */
export { keepAnswers, type QueryClient, useQueryClient } from './client'
export { type InfiniteData, useInfiniteQuery, useQuery } from './use'
