import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.zip.CRC32;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The work of bench/reference_worker.py in Kafka Streams: count the events of a case in a state store, send each event with its count to
 * one of four outputs, exactly once. Arguments NAME PREFIX and the environment are those of the other peers.
 */
public final class StreamsPeer {
    private static final int OUTPUTS = 4;
    private static final String CASES = "cases";

    public static void main(String[] arguments) {
        String name = arguments[0];
        String prefix = arguments[1];
        KafkaStreams streams = new KafkaStreams(topology(prefix), settings(name, prefix));
        streams.setUncaughtExceptionHandler(fault -> StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
        streams.start();
    }

    private static Properties settings(String name, String prefix) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, System.getenv("HUB_KAFKA__BOOTSTRAP_SERVERS"));
        settings.put(StreamsConfig.STATE_DIR_CONFIG, System.getenv("HUB_DATA_DIR") + "/streams-" + name);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, prefix + "-streams");
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        int sessionTimeoutMs = Integer.parseInt(System.getenv().getOrDefault("HUB_KAFKA__SESSION_TIMEOUT_MS", "6000"));
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), sessionTimeoutMs);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), sessionTimeoutMs / 5);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 256 * 1024);
        return settings;
    }

    private static Topology topology(String prefix) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(CASES), Serdes.String(), Serdes.Integer()).withCachingEnabled());
        builder.stream(prefix + ".events", Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .processValues(Counting::new, CASES)
                .to((key, value, record) -> prefix + ".out" + output(key), Produced.with(Serdes.String(), Serdes.ByteArray()));
        return builder.build();
    }

    private static long output(String key) {
        CRC32 sum = new CRC32();
        sum.update(key.getBytes(StandardCharsets.UTF_8));
        return sum.getValue() % OUTPUTS;
    }

    private static final class Counting implements FixedKeyProcessor<String, byte[], byte[]> {
        private final ObjectMapper json = new ObjectMapper();
        private FixedKeyProcessorContext<String, byte[]> context;
        private KeyValueStore<String, Integer> cases;

        @Override
        public void init(FixedKeyProcessorContext<String, byte[]> given) {
            context = given;
            cases = given.getStateStore(CASES);
        }

        @Override
        public void process(FixedKeyRecord<String, byte[]> record) {
            Integer known = cases.get(record.key());
            int seen = known == null ? 1 : known + 1;
            cases.put(record.key(), seen);
            context.forward(record.withValue(counted(record.value(), seen)));
        }

        private byte[] counted(byte[] value, int seen) {
            try {
                ObjectNode event = (ObjectNode) json.readTree(value);
                event.put("n", seen);
                return json.writeValueAsBytes(event);
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }
    }
}
