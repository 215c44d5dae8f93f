// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { PageInput, Payment, PaymentsSchemasPayPage } from '../api.gen'

export const notifyPayment = /*#__PURE__*/ operation<{ provider: string }, string>("POST", "/v1/payments/notify/{provider}")
export const getPayment = /*#__PURE__*/ operation<{ payment: string | number }, Payment>("GET", "/v1/payments/{payment}")
export const openPaymentPage = /*#__PURE__*/ operation<{ payment: string | number; body: PageInput }, PaymentsSchemasPayPage>("POST", "/v1/payments/{payment}/page")
