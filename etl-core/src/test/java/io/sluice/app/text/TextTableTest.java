package io.sluice.app.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        TextTable table = new TextTable("name", ">rows", "");
        table.row("events", 12, "x");
        table.row("lüfter \ud83d\ude00", 1234567, null);
        assertThat(table.toString()).isEqualTo("""
                        +----------+---------+------+
                        | name     |    rows |      |
                        +----------+---------+------+
                        | events   |      12 | x    |
                        | lüfter \ud83d\ude00 | 1234567 | null |
                        +----------+---------+------+""");
    }

    @Test
    void withoutRowsThereAreHeaders() {
        assertThat(new TextTable("a", ">b").toString()).isEqualTo("+---+---+\n| a | b |\n+---+---+");
    }

    @Test
    void nothingBreaksTheLinesOrDrivesTheTerminal() {
        TextTable table = new TextTable("a");
        table.row("two\nlines\u001b[31m");
        assertThat(table.toString().lines()).hasSize(5).contains("| two\ufffdlines\ufffd[31m |");
    }

    @Test
    void refusesARowOfAnotherLength() {
        TextTable table = new TextTable("a", "b");
        assertThatThrownBy(() -> table.row("x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A row must have 2 cells, got [x]");
    }
}
