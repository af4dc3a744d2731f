import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Date;
import java.util.StringJoiner;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * Asks Quartz itself. Reads lines of "start in epoch seconds, tab, expression"; answers each with a line:
 * the next five times after the start in epoch seconds with commas between (fewer when there are no more),
 * or "refused: why". All in UTC.
 */
class QuartzTimes {
  public static void main(String[] arguments) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      int tab = line.indexOf('\t');
      System.out.println(answer(Long.parseLong(line.substring(0, tab)), line.substring(tab + 1)));
    }
  }

  private static String answer(long start, String text) {
    try {
      var expression = new CronExpression(text);
      expression.setTimeZone(TimeZone.getTimeZone("UTC"));
      var times = new StringJoiner(",");
      Date at = new Date(start * 1000);
      for (int i = 0; i < 5; i++) {
        at = expression.getNextValidTimeAfter(at);
        if (at == null) break;
        times.add(String.valueOf(at.getTime() / 1000));
      }
      return times.toString();
    } catch (Exception e) {
      return "refused: " + e.getMessage();
    }
  }
}
