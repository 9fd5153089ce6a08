package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class LogLevelsTest {

    @ParameterizedTest
    @ValueSource(strings = {"DEBUG", "INFO", "WARNING", "ERROR"})
    void each_level_that_may_be_configured_is_one_of_the_log_s_own(String configured) {
        // its configuration, which names them, is read with the first logger
        assertThat(LoggerFactory.getLogger(LogLevelsTest.class)).isNotNull();

        assertThat(Level.getLevel(configured)).isNotNull();
    }

    @Test
    void a_warning_counts_as_log4j_s_own_does() {
        assertThat(LoggerFactory.getLogger(LogLevelsTest.class)).isNotNull();

        assertThat(Level.getLevel("WARNING").intLevel()).isEqualTo(Level.WARN.intLevel());
    }
}
