import JobQueue
import JobSchedule
import SeededRandom
import Testing

@Suite("Expressions in words")
struct CronWordsTests {
    @Test(
        "an expression in English and in Indonesian",
        arguments: [
            ("* * * * *", "every minute", "setiap menit"),
            ("*/5 * * * *", "every 5 minutes", "setiap 5 menit"),
            ("*/7 * * * *", "at minutes 0, 7, 14, … and 56 of every hour", "pada menit 0, 7, 14, …, dan 56 setiap jam"),
            ("0 * * * *", "every hour", "setiap jam"),
            ("15 * * * *", "at minute 15 of every hour", "pada menit 15 setiap jam"),
            ("15,45 * * * *", "at minutes 15 and 45 of every hour", "pada menit 15 dan 45 setiap jam"),
            ("10-12 * * * *", "at minutes 10 to 12 of every hour", "pada menit 10 sampai 12 setiap jam"),
            ("0 0 * * *", "at 00:00 every day", "pukul 00.00 setiap hari"),
            ("30 8,12,18 * * *", "at 08:30, 12:30 and 18:30 every day", "pukul 08.30, 12.30, dan 18.30 setiap hari"),
            (
                "0,30 9 * * 1-5", "at 09:00 and 09:30 from Monday to Friday",
                "pukul 09.00 dan 09.30 setiap hari Senin sampai Jumat"
            ),
            (
                "0 9-17 * * MON-FRI", "every hour from 09:00 to 17:00, from Monday to Friday",
                "setiap jam dari pukul 09.00 sampai 17.00, setiap hari Senin sampai Jumat"
            ),
            ("30 9-17 * * *", "every hour from 09:30 to 17:30", "setiap jam dari pukul 09.30 sampai 17.30"),
            (
                "*/5 9-17 * * 1-5", "every 5 minutes from 09:00 to 17:59, from Monday to Friday",
                "setiap 5 menit dari pukul 09.00 sampai 17.59, setiap hari Senin sampai Jumat"
            ),
            ("* 2 * * *", "every minute from 02:00 to 02:59", "setiap menit dari pukul 02.00 sampai 02.59"),
            ("0 */2 * * *", "every 2 hours", "setiap 2 jam"),
            (
                "30 */6 * * *", "at 00:30, 06:30, 12:30 and 18:30 every day",
                "pukul 00.30, 06.30, 12.30, dan 18.30 setiap hari"
            ),
            ("0 1-23/2 * * *", "at minute 0 of hours 1, 3, 5, … and 23", "pada menit 0 jam 1, 3, 5, …, dan 23"),
            (
                "*/10 */2 * * *", "every 10 minutes in hours 0, 2, 4, … and 22",
                "setiap 10 menit pada jam 0, 2, 4, …, dan 22"
            ),
            (
                "0,15,30,45 1,3,5,7,9 * * *", "every 15 minutes in hours 1, 3, 5, 7 and 9",
                "setiap 15 menit pada jam 1, 3, 5, 7, dan 9"
            ),
            ("0 0 1 * *", "at 00:00 on day 1 of the month", "pukul 00.00 pada tanggal 1 setiap bulan"),
            (
                "0 0 1,15 * *", "at 00:00 on days 1 and 15 of the month",
                "pukul 00.00 pada tanggal 1 dan 15 setiap bulan"
            ),
            (
                "0 0 10-12 6-8 *", "at 00:00 on days 10 to 12 of June to August",
                "pukul 00.00 pada tanggal 10 sampai 12 bulan Juni sampai Agustus"
            ),
            (
                "0 0 */10 * *", "at 00:00 on days 1, 11, 21 and 31 of the month",
                "pukul 00.00 pada tanggal 1, 11, 21, dan 31 setiap bulan"
            ),
            ("0 0 L * *", "at 00:00 on the last day of the month", "pukul 00.00 pada hari terakhir setiap bulan"),
            (
                "0 0 LW 1,7 *", "at 00:00 on the last weekday of January and July",
                "pukul 00.00 pada hari kerja terakhir bulan Januari dan Juli"
            ),
            (
                "0 0 15W * *", "at 00:00 on the weekday nearest to day 15 of the month",
                "pukul 00.00 pada hari kerja terdekat dengan tanggal 15 setiap bulan"
            ),
            ("0 8 * * 1", "at 08:00 on Mondays", "pukul 08.00 setiap hari Senin"),
            ("0 8 * * 0,6", "at 08:00 on Saturdays and Sundays", "pukul 08.00 setiap hari Sabtu dan Minggu"),
            ("0 8 * * 2,4", "at 08:00 on Tuesdays and Thursdays", "pukul 08.00 setiap hari Selasa dan Kamis"),
            ("0 8 * * 5-0", "at 08:00 from Friday to Sunday", "pukul 08.00 setiap hari Jumat sampai Minggu"),
            ("0 0 * * 0-6", "at 00:00 on every day of the week", "pukul 00.00 setiap hari dalam seminggu"),
            (
                "0 9 * * MON#1", "at 09:00 on the first Monday of the month",
                "pukul 09.00 pada hari Senin pertama setiap bulan"
            ),
            (
                "0 9 * * MON#1,FRIL", "at 09:00 on the first Monday of the month and on the last Friday of the month",
                "pukul 09.00 pada hari Senin pertama setiap bulan dan pada hari Jumat terakhir setiap bulan"
            ),
            (
                "0 9 ? 11 THU#4", "at 09:00 on the fourth Thursday of November",
                "pukul 09.00 pada hari Kamis keempat bulan November"
            ),
            (
                "0 0 13 * FRI", "at 00:00 on day 13 of the month or on Fridays",
                "pukul 00.00 pada tanggal 13 setiap bulan atau setiap hari Jumat"
            ),
            ("0 0 29 2 *", "at 00:00 on day 29 of February", "pukul 00.00 pada tanggal 29 bulan Februari"),
            ("0 0 30 2 *", "never: no such date", "tidak pernah: tidak ada tanggal seperti itu"),
            ("@yearly", "at 00:00 on day 1 of January", "pukul 00.00 pada tanggal 1 bulan Januari"),
            (
                "0 0 1 */3 *", "at 00:00 on day 1 of January, April, July and October",
                "pukul 00.00 pada tanggal 1 bulan Januari, April, Juli, dan Oktober"
            ),
            (
                "0 7 * JAN-MAR *", "at 07:00 every day in January to March",
                "pukul 07.00 setiap hari pada bulan Januari sampai Maret"
            ),
            ("*/10 * * * * *", "every 10 seconds", "setiap 10 detik"),
            ("* * * * * *", "every second", "setiap detik"),
            ("30 * * * * *", "at second 30, every minute", "pada detik 30, setiap menit"),
            ("5,7 * * * * *", "at seconds 5 and 7, every minute", "pada detik 5 dan 7, setiap menit"),
            (
                "*/10 30 * * * *", "every 10 seconds, at minute 30 of every hour",
                "setiap 10 detik, pada menit 30 setiap jam"
            ),
            ("15 30 6 * * MON", "at 06:30:15 on Mondays", "pukul 06.30.15 setiap hari Senin"),
            ("0 */5 * * * *", "every 5 minutes", "setiap 5 menit"),
            ("1-3 0 0 * * *", "at seconds 1 to 3, at minute 0 of hour 0", "pada detik 1 sampai 3, pada menit 0 jam 0"),
            (
                "0 0 1-31 * *", "at 00:00 on days 1 to 31 of the month",
                "pukul 00.00 pada tanggal 1 sampai 31 setiap bulan"
            ),
            ("0 0 * 1-12/1 *", "at 00:00 every day", "pukul 00.00 setiap hari"),
            (
                "* 9 * 5 *", "every minute from 09:00 to 09:59, in May",
                "setiap menit dari pukul 09.00 sampai 09.59, pada bulan Mei"
            ),
        ])
    func words(expression: String, english: String, indonesian: String) throws {
        let expression = try CronExpression(expression)
        #expect(expression.describe() == english)
        #expect(expression.describe(.indonesian) == indonesian)
    }
}

@Suite("Timetables in words")
struct TimetableWordsTests {
    @Test("between-times follow the expression")
    func windows() throws {
        let frequency = Frequency.hourly.between("22:00", "2:00").unlessBetween("23:30", "0:30")
        let timetable = try ScheduleEntry("x", frequency, job: NewJob(kind: "NoOp")).timetable
        #expect(timetable.describe() == "every hour, only between 22:00 and 02:00, not between 23:30 and 00:30")
        #expect(
            timetable.describe(.indonesian)
                == "setiap jam, hanya antara pukul 22.00 dan 02.00, tidak antara pukul 23.30 dan 00.30")
    }
}

@Suite("Words for any expression")
struct AnyCronWordsTests {
    @Test("every expression has words, bounded and without gaps, in every language", arguments: UInt64(0)..<500)
    func anyExpression(seed: UInt64) throws {
        var maker = RandomExpression(random: SeededGenerator(seed: seed))
        let expression = try CronExpression(maker.expression(withSeconds: seed.isMultiple(of: 2)))
        for language in ScheduleLanguage.allCases {
            let words = expression.describe(language)
            #expect(!words.isEmpty && words.count < 400, "\(expression)")
            #expect(!words.contains("  ") && !words.hasSuffix(" ") && !words.contains(" ,"), "\(expression): \(words)")
        }
    }

    @Test("expressions that mean the same are put the same way")
    func sameMeaning() throws {
        for (one, other) in [
            ("0 0 * * 7", "0 0 * * SUN"), ("*/30 * * * *", "0,30 * * * *"),
            ("0 8 * * 1-5", "0 8 ? * MON,TUE,WED,THU,FRI"),
            ("@daily", "0 0 * * *"), ("0 */5 * * * *", "*/5 * * * *"), ("0 0 1 1-12 *", "@monthly"),
        ] {
            #expect(try CronExpression(one).describe() == CronExpression(other).describe())
        }
    }
}
