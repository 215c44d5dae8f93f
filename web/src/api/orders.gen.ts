// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { CancellationInput, Order, OrderInput, OrderState, OrderTab, OrderTabCount, PageOfOrder, TradeSchemasPayPage } from '../api.gen'

export const listOrders = /*#__PURE__*/ operation<{ state?: (OrderState[] | null); tab?: (OrderTab | null); cursor?: (string | null); limit?: string | number }, PageOfOrder>("GET", "/v1/orders")
export const placeOrder = /*#__PURE__*/ operation<{ idempotencyKey: string; body: OrderInput }, Order>("POST", "/v1/orders", "Idempotency-Key")
export const countOrderTabs = /*#__PURE__*/ operation<{}, OrderTabCount[]>("GET", "/v1/orders/tabs")
export const getOrder = /*#__PURE__*/ operation<{ order: string | number }, Order>("GET", "/v1/orders/{order}")
export const cancelOrder = /*#__PURE__*/ operation<{ order: string | number; idempotencyKey: string; body: CancellationInput }, Order>("POST", "/v1/orders/{order}/cancellation", "Idempotency-Key")
export const openPayPage = /*#__PURE__*/ operation<{ order: string | number }, TradeSchemasPayPage>("POST", "/v1/orders/{order}/payment")
export const confirmReceipt = /*#__PURE__*/ operation<{ order: string | number }, Order>("POST", "/v1/orders/{order}/receipt")
