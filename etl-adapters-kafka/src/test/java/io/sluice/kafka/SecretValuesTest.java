package io.sluice.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretValuesTest {

    @Test
    void masksValuesAndTheOptionsOfALogInLine() {
        SecretValues secrets = SecretValues.of(Map.of(
                "bootstrap.servers", "here:9092",
                "ssl.key.password", "keypass",
                "sasl.jaas.config", "Module required username=\"anna\" password=\"pa ss\" clientSecret='qui et';"));
        assertThat(secrets.mask("here:9092 got keypass from anna with pa ss and qui et"))
                .isEqualTo("here:9092 got *** from anna with *** and ***");
    }

    @Test
    void aFailureThatQuotesASecretIsNotShown() {
        SecretValues secrets = SecretValues.of(Map.of("ssl.key.password", "keypass"));
        Exception harmless = new IllegalStateException("on the way", new RuntimeException("nothing"));
        assertThat(secrets.showable(harmless)).isSameAs(harmless);
        assertThat(secrets.showable(new IllegalStateException("on the way", new RuntimeException("keypass?"))))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sasl.jaas.config",
                "ssl.truststore.password",
                "ssl.keystore.key",
                "my.registry.basic.auth.password",
                "my.api-secret"
            })
    void namesSecretKeys(String key) {
        assertThat(SecretValues.isSecret(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bootstrap.servers", "ssl.keystore.location", "sasl.oauthbearer.token.endpoint.url", "group.id"})
    void namesHarmlessKeys(String key) {
        assertThat(SecretValues.isSecret(key)).isFalse();
    }
}
