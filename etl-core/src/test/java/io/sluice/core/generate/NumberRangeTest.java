package io.sluice.core.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberRangeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "number | {} | 0 | 1000",
                "number | {'minimum':-5} | -5 | 1000",
                "number | {'maximum':-5} | -1005 | -5",
                "number | {'minimum':2,'maximum':2} | 2 | 2",
                "number | {'minimum':0,'maximum':0} | 0 | 0",
                "number | {'exclusiveMinimum':0,'exclusiveMaximum':1} | 0.00001 | 0.99999",
                "number | {'multipleOf':0.01,'exclusiveMinimum':0,'maximum':0.05} | 0.01 | 0.05",
                "number | {'minimum':1e-30,'maximum':2e-30} | 1e-30 | 2e-30",
                "number | {'minimum':1e300,'maximum':2e300} | 1e300 | 2e300",
                "number | {'minimum':-1e999,'maximum':1e999} | -1.8e308 | 1.8e308",
                "number | {'minimum':1,'exclusiveMinimum':1,'maximum':2} | 1.0001 | 2",
                "integer | {} | 0 | 1000",
                "integer | {'exclusiveMinimum':1,'exclusiveMaximum':3} | 2 | 2",
                "integer | {'minimum':0.5,'maximum':2.5} | 1 | 2",
                "integer | {'multipleOf':2.5,'minimum':1,'maximum':11} | 5 | 10",
                "integer | {'multipleOf':0.5,'minimum':1,'maximum':2} | 1 | 2",
                "integer | {'multipleOf':1e2,'minimum':1,'maximum':100} | 100 | 100",
                "integer | {'minimum':9223372036854775800} | 9223372036854775800 | 9223372036854775807",
                "integer | {'minimum':-1e99,'maximum':-9223372036854775800} | -9223372036854775808 | -9223372036854775800",
            })
    void drawsOnlyWhatTheChecksAllow(String type, String checks, BigDecimal least, BigDecimal most) {
        String rest = checks.equals("{}") ? "}" : "," + checks.substring(1).replace('\'', '"');
        Field field = EventSchema.parse(
                        "test", "{\"type\":\"object\",\"properties\":{\"f\":{\"type\":\"" + type + "\"" + rest + "}}")
                .field("f");
        FieldModel model = NumberRange.of(field).model();
        EventDraft draft = new EventDraft();
        draft.random.reseed(3);
        for (int i = 0; i < 300; i++) {
            JsonBytes out = new JsonBytes();
            model.write(draft, out);
            BigDecimal value = new BigDecimal(new String(out.toByteArray(), StandardCharsets.US_ASCII));
            assertThat(value).isBetween(least, most);
            if (field.checks().multipleOf() != null) {
                assertThat(value.remainder(field.checks().multipleOf())).isEqualByComparingTo("0");
            }
            if (type.equals("integer")) {
                assertThat(value.stripTrailingZeros().scale()).isLessThanOrEqualTo(0);
            }
        }
    }
}
