// A webhook as Twilio's tutorials write it for Express: it checks the signature, and stores nothing.
import cluster from 'node:cluster'
import express from 'express'
import twilio from 'twilio'

const { PORT, PROCESSES, WEBHOOK_PATH, WEBHOOK_URL } = process.env
const app = express()
const checked = twilio.webhook({ url: WEBHOOK_URL }) // with TWILIO_AUTH_TOKEN
app.post(WEBHOOK_PATH, express.urlencoded({ extended: false }), checked, (request, response) => {
  response.type('text/xml').send('<Response/>')
})
if (PROCESSES > 1 && cluster.isPrimary) {
  for (let number = 0; number < PROCESSES; number += 1) cluster.fork()
} else {
  app.listen(PORT, '127.0.0.1')
}
