import JobSchedule
import Testing

@Suite("Reading cron expressions")
struct CronParsingTests {
    @Test(
        "is accepted",
        arguments: [
            "* * * * *", "  0 0 * * *\t", "*/5 * * * *", "0,15,30,45 * * * *", "5/15 * * * *", "00 07 01 01 *",
            "0-59/59 0-23/23 1-31/31 1-12/12 0-7/7", "* * * JAN-dec *", "* * * * Sun,mon,TUE", "0 0 L * *", "0 0 l * *",
            "0 0 LW * *", "0 0 lw * *", "0 0 31W * *", "0 0 ? * MON", "0 0 1 * ?", "0 0 ? * *", "0 0 * * 5L",
            "0 0 * * fril", "0 0 * * 7L", "0 0 * * MON#1,3#5", "0 0 * * MON-FRI,SUN#2,6L", "0 0 * * 7-3", "0 0 * * 5-0",
            "0 0 * * FRI-SUN", "0 0 * * SUN-WED", "0 0 * * 6-0/1", "30 * * * * *", "*/10 * * * * *", "0 0 0 1 1 ?",
            "@hourly", " @Daily ", "@MIDNIGHT", "@weekly", "@monthly", "@yearly", "@annually", "0 0 30 2 *",
            "*,5 * * * *", "1-1 * * * *", "0 0 * * 1/2",
        ])
    func accepts(text: String) throws {
        _ = try CronExpression(text)
    }

    @Test(
        "is refused, with the field and the column",
        arguments: [
            ("60 * * * *", CronField.minute, 1), ("0 24 * * *", .hour, 3), ("0 0 0 * *", .dayOfMonth, 5),
            ("0 0 32 * *", .dayOfMonth, 5), ("0 0 * 13 *", .month, 7), ("0 0 * 0 *", .month, 7),
            ("0 0 * * 8", .dayOfWeek, 9), ("60 0 0 * * *", .second, 1), ("  x * * * *", .minute, 3),
            ("*/0 * * * *", .minute, 3), ("*/60 * * * *", .minute, 3), ("* */24 * * *", .hour, 5),
            ("* * */32 * *", .dayOfMonth, 7), ("* * * */13 *", .month, 9), ("* * * * */8", .dayOfWeek, 11),
            ("0 22-3 * * *", .hour, 3), ("0 0 * * 5-3", .dayOfWeek, 9), ("0 0 * NOV-FEB *", .month, 7),
            ("1,,2 * * * *", .minute, 3), (",1 * * * *", .minute, 1), ("1, * * * *", .minute, 2),
            ("1- * * * *", .minute, 2), ("1-2-3 * * * *", .minute, 4), ("-1 * * * *", .minute, 1),
            ("*5 * * * *", .minute, 2), ("*-5 * * * *", .minute, 2), ("5-* * * * *", .minute, 3),
            ("*/ * * * *", .minute, 2), ("*/x * * * *", .minute, 3), ("*/5/5 * * * *", .minute, 4),
            ("? * * * *", .minute, 1), ("0 ? * * *", .hour, 3), ("0 0 * ? *", .month, 7), ("0 0 ? * ?", .dayOfWeek, 9),
            ("0 0 ?,1 * *", .dayOfMonth, 5), ("0 0 1,L * *", .dayOfMonth, 7), ("0 0 L-3 * *", .dayOfMonth, 5),
            ("0 0 5W,6 * *", .dayOfMonth, 6), ("0 0 0W * *", .dayOfMonth, 5), ("0 0 32W * *", .dayOfMonth, 5),
            ("0 0 W * *", .dayOfMonth, 5), ("0 0 WL * *", .dayOfMonth, 5), ("0 0 * * L", .dayOfWeek, 9),
            ("0 0 * * 8L", .dayOfWeek, 9), ("0 0 * * MON#0", .dayOfWeek, 13), ("0 0 * * MON#6", .dayOfWeek, 13),
            ("0 0 * * MON#1-2", .dayOfWeek, 13), ("0 0 * * MON-5L", .dayOfWeek, 14), ("0 0 * * MONDAY", .dayOfWeek, 12),
            ("0 0 * JANUARY *", .month, 10), ("0 0 * * MO", .dayOfWeek, 9), ("L * * * *", .minute, 1),
            ("99999999999999999999999 * * * *", .minute, 1), ("1.5 * * * *", .minute, 2), ("५ * * * *", .minute, 1),
            ("0\u{A0}5 0 * * *", .minute, 2),
        ])
    func refuses(text: String, field: CronField, column: Int) {
        let error = #expect(throws: CronError.self) { try CronExpression(text) }
        #expect(error?.field == field)
        #expect(error?.column == column)
    }

    @Test(
        "is refused as a whole",
        arguments: [
            ("", "empty"), ("  \t\n ", "empty"), ("*", "1 field;"), ("* * * *", "4 fields"),
            ("* * * * * * *", "a year cannot be given"), ("@every 5m", "\"*/5 * * * *\""),
            ("@reboot", "service manager"),
            ("@", "known are @yearly"), ("@dayly", "did you mean @daily?"), ("@daily @hourly", "write @daily alone"),
            ("@hourly *", "write @hourly alone"),
        ])
    func refusesWhole(text: String, hint: String) {
        let error = #expect(throws: CronError.self) { try CronExpression(text) }
        #expect(error?.field == nil)
        #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
    }

    @Test(
        "an error says how to write it instead",
        arguments: [
            ("0 22-3 * * *", "22-23,0-3"), ("0 0 * NOV-FEB *", "NOV-DEC,JAN-FEB"), ("0 0 * * 5-3", "5-6,0-3"),
            ("0 24 * * *", "midnight is hour 0"), ("*/60 * * * *", "would never step"), ("0 0 * * L", "5L or FRIL"),
            ("0 0 * * MONDAY", "three letters"), ("? * * * *", "write *"),
        ])
    func namesTheCure(text: String, cure: String) {
        let error = #expect(throws: CronError.self) { try CronExpression(text) }
        #expect(error?.description.contains(cure) == true, "\(error?.description ?? "")")
    }

    @Test("an error fits in one line and names expression, field, column, problem and cure")
    func errorInOneLine() {
        let error = #expect(throws: CronError.self) { try CronExpression("0 25 * * *") }
        #expect(
            error?.description == """
                cron expression "0 25 * * *": hour field, column 3: "25" is outside 0–23; write a value that the field takes
                """)
    }

    @Test("megabytes are refused unread, in a short message")
    func refusesLongTexts() {
        let error = #expect(throws: CronError.self) {
            try CronExpression(String(repeating: "1,", count: 2_000_000) + "1 * * * *")
        }
        #expect(error?.description.contains("4000009 bytes") == true)
        #expect((error?.description.utf8.count ?? .max) < 400)
    }

    @Test("control characters of a refused text do not reach a terminal")
    func errorIsPrintable() {
        let error = #expect(throws: CronError.self) { try CronExpression("\u{1B}[31m * * * *") }
        #expect(error?.description.unicodeScalars.contains("\u{1B}") == false)
    }

    @Test("white space is put in order, macros keep their name")
    func keepsTheSource() throws {
        #expect(try CronExpression(" */5  *\t* * * ").source == "*/5 * * * *")
        #expect(try CronExpression(" @Daily ").source == "@Daily")
    }

    @Test(
        "an expression runs through changes of the clocks if its minute or hour has a star or a step",
        arguments: [
            ("* * * * *", true), ("*/5 1 * * *", true), ("0 * * * *", true), ("0 1-5/2 * * *", true), ("@hourly", true),
            ("5/15 3 * * *", true), ("0 1-5 * * *", false), ("0,30 2 * * *", false), ("* 30 2 * * *", false),
            ("*/10 30 2 * * *", false), ("0 2 */2 * *", false), ("@daily", false),
        ])
    func tellsIntervalsFromFixedTimes(text: String, isInterval: Bool) throws {
        #expect(try CronExpression(text).runsThroughClockChanges == isInterval)
    }
}
