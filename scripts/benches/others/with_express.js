// A webhook as Twilio's tutorials write it for Express: it checks the signature, and stores nothing.
import express from 'express'
import twilio from 'twilio'

const { PORT, WEBHOOK_PATH, WEBHOOK_URL } = process.env
const app = express()
const checked = twilio.webhook({ url: WEBHOOK_URL }) // with TWILIO_AUTH_TOKEN
app.post(WEBHOOK_PATH, express.urlencoded({ extended: false }), checked, (request, response) => {
  response.type('text/xml').send('<Response/>')
})
app.listen(PORT, '127.0.0.1')
