package io.sluice.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.ReferenceDecoder.Event;
import io.sluice.core.conformance.ReferenceDecoder.Rejected;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrdersTest {

    @Test
    void theModelSaysOfEachOrderWhatAPersonWould() {
        ReferenceDecoder decoder = new ReferenceDecoder(Orders.spec());
        List<String> outcomes = new ArrayList<>();
        for (LogRecord each : Orders.records()) {
            var decoded = decoder.decode(each.value(), each.timestamp());
            outcomes.add(
                    decoded instanceof Rejected rejected
                            ? rejected.reason().label() + " " + rejected.pointer()
                            : "event " + ((Event) decoded).id());
        }

        assertThat(outcomes)
                .containsExactly(
                        "event AB-1234",
                        "event AB-1235",
                        "event AB-1236-0f",
                        "event AB-1237",
                        "event AB-1238",
                        "event AB-1239",
                        "event AB-1240",
                        "event AB-1234",
                        "event AB-1234",
                        "event ZZ-12345678",
                        "not_in_enum /order/channel",
                        "pattern_mismatch /order/number",
                        "out_of_range /order/priority",
                        "wrong_type /order/priority",
                        "wrong_type /order",
                        "missing_field /order",
                        "wrong_type /placed_at",
                        "out_of_range /placed_at",
                        "out_of_range /placed_at",
                        "out_of_range /amount",
                        "out_of_range /amount",
                        "wrong_length /currency",
                        "out_of_range /items",
                        "missing_field /customer/id",
                        "bad_format /customer/id",
                        "pattern_mismatch /customer/address/zip",
                        "wrong_type /lines",
                        "wrong_type /attributes",
                        "unexpected_field /colour",
                        "malformed_json ",
                        "event AB-2018");
    }

    @Test
    void oneOrderIsLateOneACopyAndOneConflicts() {
        ExpectedTables tables = ReferenceModel.tables(Orders.spec(), List.of(Orders.records()), true);

        ExpectedTables.Counts counts = tables.counts().get(0);
        assertThat(counts.events()).isEqualTo(8);
        assertThat(counts.duplicates()).isEqualTo(2);
        assertThat(counts.conflicting()).isEqualTo(1);
        assertThat(counts.late()).isEqualTo(1);
        assertThat(tables.late()).singleElement().asString().contains("AB-2018");
        assertThat(tables.windows())
                .contains(
                        // 19.99, 100, 3.5 and 3.5: the deviation is also what Python's statistics.stdev gives.
                        "1767225600000000 1767225660000000 [\"web\",null] [4,126.99,31.7475,46.160896420383054,null,null,3,null]",
                        "1767225660000000 1767225720000000 [\"shop\",null] [1,1.25,1.25,null,null,null,0,null]");
    }
}
