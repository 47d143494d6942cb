package io.jitpeers.examples.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
  @TempDir private Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("secret"), content);
  }

  @Test
  void whiteSpaceAroundItDoesNotCount() throws IOException {
    assertThat(SecretFile.readToken(file(" t0ken~!\r\n"))).isEqualTo("t0ken~!");
    assertThat(SecretFile.read(file("two words\n"))).isEqualTo("two words");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret t0ken", "s3cret\nt0ken", "s3cret\u0000", "s3cret\u00e9"})
  void whatCannotBeSentIsNoTokenAndIsNotQuoted(String text) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> SecretFile.readToken(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no token")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void nothingAndTooMuchAreNoSecrets() throws IOException {
    Path empty = file(" \n");
    assertThatThrownBy(() -> SecretFile.read(empty)).hasMessageContaining("is empty");
    Path large = Files.writeString(folder.resolve("large"), "s3cret".repeat(1_000));
    assertThatThrownBy(() -> SecretFile.read(large))
        .hasMessageContaining("too long for a secret")
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> SecretFile.read(folder.resolve("none")))
        .hasMessageContaining("does not exist; ");
  }

  @Test
  void aTokenIsNotShown() {
    assertThat(new BearerToken("s3cret").toString()).doesNotContain("s3cret");
  }
}
