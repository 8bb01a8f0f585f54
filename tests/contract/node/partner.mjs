// A partner written with clients that are not ours: CloudEvents are made and read by the CloudEvents SDK, carried by KafkaJS.
//
//   node partner.mjs publish <bootstrap> <topic>   one JSON object a line on stdin: {"mode": "binary" | "structured", "event": {...}}
//   node partner.mjs read <bootstrap> <topic> <n>  the first n events of the topic on stdout, one JSON object a line

import { createInterface } from "node:readline";
import { CloudEvent, Kafka as Binding } from "cloudevents";
import { Kafka, logLevel } from "kafkajs";

const [verb, bootstrap, topic, wanted] = process.argv.slice(2);
const kafka = new Kafka({ clientId: "partner-node", brokers: [bootstrap], logLevel: logLevel.ERROR });

async function publish() {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  for await (const line of createInterface({ input: process.stdin })) {
    const { mode, event } = JSON.parse(line);
    const { headers, key, value } = Binding[mode](new CloudEvent(event));
    // The SDK also names the attributes that have no value, which KafkaJS cannot carry.
    const carried = Object.fromEntries(Object.entries(headers).filter(([, text]) => text !== undefined));
    const content = typeof value === "string" ? value : JSON.stringify(value);
    await producer.send({ topic, acks: -1, messages: [{ headers: carried, key, value: content }] });
  }
  await producer.disconnect();
}

async function read() {
  const consumer = kafka.consumer({ groupId: `partner-node-${process.pid}`, readUncommitted: false });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let left = Number(wanted);
  await new Promise((done, failed) => {
    consumer.run({
      eachMessage: async ({ message }) => {
        const headers = Object.fromEntries(Object.entries(message.headers).map(([name, raw]) => [name, raw.toString()]));
        const event = Binding.toEvent({ headers, key: message.key?.toString(), value: message.value.toString() });
        console.log(JSON.stringify(event));
        if (--left === 0) done();
      },
    }).catch(failed);
  });
  await consumer.disconnect();
}

await (verb === "publish" ? publish() : read());
