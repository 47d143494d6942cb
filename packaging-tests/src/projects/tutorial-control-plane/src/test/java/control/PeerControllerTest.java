package control;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.web.servlet.MockMvc;

@SpringBootTest(properties = "gateway.token=of-this-test")
@AutoConfigureMockMvc
class PeerControllerTest {
  private static final String KEY = "8NPujOX8SaVk5VBOwuT/vomZzLsL7T8pS1HcKoH+/vg=";
  private static final String PATH = "/peer/8NPujOX8SaVk5VBOwuT_vomZzLsL7T8pS1HcKoH-_vg";
  private static final String TOKEN = "Bearer of-this-test";

  @Autowired MockMvc http;
  @Autowired Peers peers;

  @BeforeEach
  void know() {
    peers.put(KEY, List.of("10.0.0.2/32"));
  }

  @Test
  void aPeerIsToldWithItsFreshness() throws Exception {
    http.perform(get(PATH).header("Authorization", TOKEN))
        .andExpect(status().isOk())
        .andExpect(header().string("Cache-Control", "private, max-age=300, stale-if-error=3600"))
        .andExpect(
            content()
                .json(
                    """
                    {"version": 1, "public_key": "%s", "allowed_ips": ["10.0.0.2/32"]}
                    """
                        .formatted(KEY)));
  }

  @Test
  void anUnchangedPeerIsNotSentAgain() throws Exception {
    String tag =
        http.perform(get(PATH).header("Authorization", TOKEN))
            .andReturn()
            .getResponse()
            .getHeader("ETag");

    http.perform(get(PATH).header("Authorization", TOKEN).header("If-None-Match", tag))
        .andExpect(status().isNotModified());
  }

  @Test
  void whoHasNoTokenLearnsNothing() throws Exception {
    http.perform(get(PATH)).andExpect(status().isUnauthorized());
  }
}
