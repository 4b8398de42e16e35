package io.sluice.standalone.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProduceMetricsTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] event(String kind) {
        return utf8("{\"event_id\":\"1\",\"device_type\":\"" + kind + "\",\"value\":1}");
    }

    @Test
    void messagesAreCountedByKindAndOutcome() {
        ProduceMetrics metrics = new ProduceMetrics("device_type");
        metrics.tellProducer(() -> Map.of("producer-metrics/record-send-total", 4.0));
        metrics.sending(utf8("device-001"), event("light")).accept(true);
        metrics.sending(utf8("device-001"), event("light")).accept(true);
        metrics.sending(utf8("device-002"), event("motion")).accept(false);
        metrics.sending(utf8("device-003"), utf8("{broken")).accept(true);
        metrics.sending(null, event("light"));

        Scraped scraped = Scraped.of(metrics.scrape(null));

        assertThat(scraped.series("producer_messages_sent_total"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "producer_messages_sent_total{device_type=\"light\",status=\"success\"}", 2.0,
                        "producer_messages_sent_total{device_type=\"motion\",status=\"error\"}", 1.0,
                        "producer_messages_sent_total{device_type=\"none\",status=\"success\"}", 1.0));
        assertThat(scraped.value("producer_kafka_errors_total")).isEqualTo(1);
        assertThat(scraped.value("producer_message_size_bytes_count")).isEqualTo(5);
        assertThat(scraped.value("producer_send_duration_seconds_count")).isEqualTo(4);
        assertThat(scraped.value("producer_active_devices")).isEqualTo(3);
        assertThat(scraped.value("kafka_producer_records_sent_total")).isEqualTo(4);
        assertThat(scraped.types()).containsKey("jvm_memory_bytes_used");
    }

    @Test
    void aLabelHasFewValues() {
        LabelField field = new LabelField("device_type");
        for (int i = 0; i < LabelField.MOST_VALUES; i++) {
            assertThat(field.of(event("kind" + i))).isEqualTo("kind" + i);
        }

        assertThat(field.of(event("one too many"))).isEqualTo(LabelField.OTHER);
        assertThat(field.of(event("kind7"))).isEqualTo("kind7");
        assertThat(field.of(event("x".repeat(65)))).isEqualTo(LabelField.OTHER);
        assertThat(field.of(utf8("{\"device_type\":\"cut"))).isEqualTo(LabelField.OTHER);
        assertThat(field.of(utf8("{\"device_type\":7}"))).isEqualTo(LabelField.NONE);
        assertThat(field.of(new byte[0])).isEqualTo(LabelField.NONE);
        assertThat(new LabelField(null).of(event("light"))).isEqualTo(LabelField.NONE);
    }

    @Test
    void keysAreActiveForAMinute() {
        ActiveKeys keys = new ActiveKeys();
        long second = Duration.ofSeconds(1).toNanos();
        keys.sent(utf8("a"), 0);
        keys.sent(utf8("b"), 10 * second);
        keys.sent(utf8("a"), 30 * second);

        assertThat(keys.active(60 * second)).isEqualTo(2);
        assertThat(keys.active(80 * second)).isEqualTo(1);
        assertThat(keys.active(100 * second)).isZero();
    }

    @Test
    void keysWithoutEndTakeBoundedMemory() {
        ActiveKeys keys = new ActiveKeys();
        for (int i = 0; i < ActiveKeys.MOST + 10; i++) {
            keys.sent(utf8("key" + i), i);
        }

        assertThat(keys.active(ActiveKeys.MOST)).isEqualTo(ActiveKeys.MOST);
    }
}
